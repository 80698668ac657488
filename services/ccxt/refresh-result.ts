import { isDeepStrictEqual } from 'node:util';
import type { Outcomes } from './exchanges/tasks.ts';
import type { ExchangeResult } from './registry/store.ts';

/** What is stored of an exchange after a refresh, and how it differs from what was; a failure keeps the metadata. */
export function resultAfter(
  exchange: string,
  { health, metadata }: Outcomes['refresh'],
  before: ExchangeResult | undefined,
  at: Date,
): { result: ExchangeResult; kind: 'added' | 'updated' | 'unchanged' | 'failed' } {
  const checked = { ...before, exchange, health, checkedAt: at.toISOString() };
  if (!metadata) return { result: checked, kind: 'failed' };
  const result = { ...checked, metadata, refreshedAt: at.toISOString() };
  if (!before?.metadata) return { result, kind: 'added' };
  return { result, kind: isDeepStrictEqual(before.metadata, metadata) ? 'unchanged' : 'updated' };
}

import { REGISTRY_ATTRIBUTES } from '#lib/registry-item.ts';
import type { Item } from './dynamodb-table.ts';
import type { ExchangeResult } from './store.ts';

const PREFIX = 'result#';

export function resultKey(exchange: string): Item {
  return { [REGISTRY_ATTRIBUTES.key]: { S: `${PREFIX}${exchange}` } };
}

/** Some 600 bytes. */
export function resultItem(result: ExchangeResult): Item {
  return { ...resultKey(result.exchange), result: { S: JSON.stringify(result) } };
}

/** The result in an item; `undefined` for an item that is none. */
export function resultOf(item: Item | undefined): ExchangeResult | undefined {
  if (!item?.[REGISTRY_ATTRIBUTES.key]?.S?.startsWith(PREFIX) || !item.result?.S) return undefined;
  return JSON.parse(item.result.S) as ExchangeResult;
}

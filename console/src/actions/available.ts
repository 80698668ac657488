import type { ExchangeRow } from '../domain/exchange-row.ts';
import type { ActionName } from './action.ts';

/** What makes sense for an exchange as it is. */
export function availableActions({ state, worker, lacks }: ExchangeRow): ActionName[] {
  if (state === 'not-added') return lacks.length > 0 ? ['blacklist'] : ['add', 'blacklist'];
  if (state === 'blacklisted' || worker?.desiredState === 'blacklisted') return ['unblacklist'];
  const isPaused = worker?.desiredState === 'paused';
  return [
    ...(isPaused ? (['resume'] as const) : (['restart', 'pause'] as const)),
    'settings',
    'refresh',
    'blacklist',
  ];
}

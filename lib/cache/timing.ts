import type { CachedResource } from '../redis-keys.ts';

const MINUTE_MS = 60_000;

export const CACHE_TTL_MS: Readonly<Record<CachedResource, number>> = {
  'exchange:config': 60 * MINUTE_MS,
  'exchange:supported': 30 * MINUTE_MS,
};
export const LAST_TTL_MS = 24 * 60 * MINUTE_MS;

/** By how much a lease outlives the upstream's timeout: compression and commit. */
export const LEASE_MARGIN_MS = 1_000;
/** How long a reader waits for another's fill before it asks the upstream itself. */
export const FOLLOWER_PATIENCE_MS = 800;

const JITTER = 0.1;

/** Downward only: what is documented is the longest time that a value may live. */
export function ttlMs(longestMs: number, random: () => number): number {
  return Math.round(longestMs * (1 - JITTER * random()));
}

/** Apart from each other, so that the followers do not ask in step. */
export function pollDelayMs(random: () => number): number {
  return 25 + random() * 75;
}

import { AppError } from '../errors.ts';
import type { CcxtService, Collector } from '../ports.ts';
import { CACHED_RESOURCES, type CachedResource } from '../redis-keys.ts';
import type { Deadline } from '../request-deadline.ts';
import { BUDGET_MS } from '../resilience.ts';
import type { Reply } from '../respond.ts';
import type { Pause } from './worker-check.ts';

/** The cache, as whoever changes something needs it (lib/cache). Only `deleted` is an acknowledgement. */
export interface InvalidatingCache {
  invalidate(
    resources: readonly CachedResource[],
    signal: AbortSignal,
  ): Promise<{ status: 'deleted' } | { status: 'unconfirmed'; cause: unknown }>;
}

export interface ChangeDeps {
  ccxt: CcxtService;
  collector: Collector;
  cache: InvalidatingCache;
  pause: Pause;
  now: () => number;
  count: (name: 'invalidation_unconfirmed') => void;
}

/** In `warnings[]` when Redis did not confirm the deletion; the durable path repeats it. */
const INVALIDATION_WARNING = 'code=CACHE_INVALIDATION_UNCONFIRMED';

/**
 * Makes a change upstream and has the caches forget what it made old. After a failure whose outcome is not certain
 * the keys are deleted all the same: the change may have been carried out.
 */
export async function changeAndInvalidate<T>(
  deps: ChangeDeps,
  change: () => Promise<T>,
  deadline: Deadline,
): Promise<{ reply: T; warnings: string[] }> {
  let reply: T;
  try {
    reply = await change();
  } catch (error) {
    if (!isRefusal(error)) await isInvalidated(deps, deadline);
    throw error;
  }
  return { reply, warnings: (await isInvalidated(deps, deadline)) ? [] : [INVALIDATION_WARNING] };
}

async function isInvalidated({ cache, count }: ChangeDeps, deadline: Deadline): Promise<boolean> {
  const { status } = await cache.invalidate(CACHED_RESOURCES, deadline.step(BUDGET_MS.invalidate));
  if (status !== 'deleted') count('invalidation_unconfirmed');
  return status === 'deleted';
}

/** Whether the CCXT service said no, or was never reached: nothing has changed there. */
function isRefusal(error: unknown): boolean {
  return error instanceof AppError && (error.status < 500 || error.code === 'UPSTREAM_UNAVAILABLE');
}

/**
 * The response of a change: ours beside the CCXT service's own fields, which are never overwritten.
 * `changed` is worked out from the configuration before it when the service does not say.
 */
export function changeReply(
  reply: object,
  ours: Record<string, unknown>,
  headers: Record<string, string> = {},
): Reply {
  return { headers, json: { ...reply, ...ours, ...reply } };
}

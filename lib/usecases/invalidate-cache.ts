import type { CcxtService } from '../ports.ts';
import { CACHED_RESOURCES, type CachedResource } from '../redis-keys.ts';
import { RESILIENCE } from '../resilience.ts';

export interface InvalidateCacheDeps {
  ccxt: Pick<CcxtService, 'config'>;
  cache: {
    deleteOlderThan(resource: CachedResource, version: number): Promise<boolean>;
    invalidate(
      resources: readonly CachedResource[],
      signal: AbortSignal,
    ): Promise<{ status: 'deleted' } | { status: 'unconfirmed'; cause: unknown }>;
  };
}

/**
 * The highest version of a batch of changes if it tells one; `unreadable` when a change cannot be read; null when none
 * was of the registry.
 */
export interface InvalidateCacheInput {
  version?: number | 'unreadable' | null | undefined;
}

export interface InvalidateCacheResult {
  /** What the caches were compared with; null: there was nothing to compare with, and nothing was deleted. */
  version: number | 'unreadable' | null;
  deleted: CachedResource[];
}

/**
 * The durable path of every invalidation: the caches follow the registry, whatever became of the function that
 * changed it.
 *
 * 1. Take the version from the event, or ask the registry.
 * 2. Delete what is older from each cache. A change that cannot be read counts as newest: everything is deleted.
 * 3. Answer what was deleted.
 *
 * Idempotent. Throws once every cache was tried, so that the caller tries again.
 * An upstream without versions gives nothing to compare with: there the deletion of the function that made the change
 * and the time to live are all there is.
 */
export async function invalidateCache(
  { ccxt, cache }: InvalidateCacheDeps,
  input: InvalidateCacheInput,
): Promise<InvalidateCacheResult> {
  const version = input.version === undefined ? await registryVersion(ccxt) : input.version;
  if (version === null) return { version, deleted: [] };
  if (version === 'unreadable') {
    const invalidation = await cache.invalidate(
      CACHED_RESOURCES,
      AbortSignal.timeout(RESILIENCE.registryVersionMs),
    );
    if (invalidation.status === 'unconfirmed') throw unconfirmed(invalidation.cause);
    return { version, deleted: [...CACHED_RESOURCES] };
  }
  const outcomes = await Promise.allSettled(
    CACHED_RESOURCES.map((resource) => cache.deleteOlderThan(resource, version)),
  );
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw unconfirmed(failed.reason);
  const deleted = CACHED_RESOURCES.filter((_, index) => {
    const outcome = outcomes[index];
    return outcome?.status === 'fulfilled' && outcome.value;
  });
  return { version, deleted };
}

/** Null when the upstream has no versions. */
async function registryVersion(ccxt: InvalidateCacheDeps['ccxt']): Promise<number | null> {
  return (await ccxt.config({ signal: AbortSignal.timeout(RESILIENCE.registryVersionMs) })).version ?? null;
}

function unconfirmed(cause: unknown): Error {
  return new Error('Redis did not confirm that older values are deleted; run this again.', { cause });
}

import { Redis } from 'ioredis';
import { CACHED_RESOURCES, cacheKeys } from '#lib/redis-keys.ts';

/**
 * Deletes what is cached in a Redis that was given: it may have been filled from another registry (another state
 * folder, real instead of simulated exchanges), whose versions say nothing about ours.
 */
export async function forgetCaches(url: string): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  redis.on('error', () => {});
  try {
    for (const resource of CACHED_RESOURCES) await redis.del(Object.values(cacheKeys(resource)));
  } finally {
    redis.disconnect();
  }
}

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { BULLMQ_PREFIX, COLLECTOR_KEYS, marketKeys } from '#lib/redis-keys.ts';
import { readCatalog } from '#services/common/exchange/catalog.ts';
import { forgetCaches } from './caches.ts';

/** Everything that a start makes in a state folder; nothing else in it is touched. */
const ENTRIES = ['simulated', 'live', 'keys.json', 'endpoints.json'];

/** Must be the collector's (services/collector). */
const QUEUE = 'polls';

/**
 * Forgets registry, market data and keys of a state folder. A Redis that was given may be used by others too: there
 * our keys are deleted one by one, by their names.
 */
export async function resetState(folder: string, redisUrl: string | undefined): Promise<void> {
  for (const entry of ENTRIES) await rm(join(folder, entry), { recursive: true, force: true });
  if (!redisUrl) return;
  await forgetCaches(redisUrl);
  await resetRedis(redisUrl);
}

async function resetRedis(url: string): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  redis.on('error', () => {});
  const queue = new Queue(QUEUE, { connection: { url }, prefix: BULLMQ_PREFIX });
  queue.on('error', () => {});
  try {
    await queue.obliterate({ force: true });
    // One command a slot, as a cluster wants it.
    for (const id of readCatalog().keys()) await redis.del(Object.values(marketKeys(id)));
    await redis.del(Object.values(COLLECTOR_KEYS));
  } finally {
    await queue.close();
    redis.disconnect();
  }
}

import type { Redis } from 'ioredis';
import type { Guard } from '#lib/breaker.ts';
import { type Clock, systemClock } from '#lib/cache/clock.ts';
import { LeaseCache } from '#lib/cache/lease-cache.ts';
import { RedisCacheStore } from '#lib/cache/redis-store.ts';
import { redisBreaker } from '#lib/redis/breaker.ts';
import type { CachedRead, Load } from '#lib/usecases/read-cache.ts';

/** The cache as a function has it, with an upstream that a test controls. */
export interface CacheUnderTest {
  cache: LeaseCache;
  redis: Redis;
  counted: string[];
  /** What the upstream says now and how often it was asked. */
  upstream: { version: number; loads: number; down: boolean };
  load: Load;
  read(load?: Load): Promise<CachedRead>;
}

const never = new AbortController().signal;

export function cacheUnderTest(
  redis: Redis,
  { guard = redisBreaker(), clock = systemClock }: { guard?: Guard; clock?: Clock } = {},
): CacheUnderTest {
  const counted: string[] = [];
  const upstream = { version: 1, loads: 0, down: false };
  const load: Load = async () => {
    upstream.loads += 1;
    if (upstream.down) throw new Error('upstream is down');
    const { version } = upstream;
    return { body: `{"version":${version}}`, etag: `"${version}"`, version };
  };
  const cache = new LeaseCache({
    store: new RedisCacheStore(redis),
    guard,
    upstreamTimeoutMs: 5_000,
    isUnavailable: () => true,
    count: (name) => counted.push(name),
    clock,
    random: Math.random,
  });
  const read = (from = load) =>
    cache.read({ resource: 'exchange:config', acceptsBrotli: false, signal: never }, from);
  return { cache, redis, counted, upstream, load, read };
}

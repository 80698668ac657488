import type { Redis } from 'ioredis';
import { systemClock } from '#lib/cache/clock.ts';
import { type Invalidation, LeaseCache } from '#lib/cache/lease-cache.ts';
import { RedisCacheStore } from '#lib/cache/redis-store.ts';
import type { CacheStore } from '#lib/cache/store.ts';
import { redisBreaker } from '#lib/redis/breaker.ts';
import { redisClient } from '#lib/redis/client.ts';
import type { CachedResource } from '#lib/redis-keys.ts';
import type { CachedRead, Load, ReadRequest } from '#lib/usecases/read-cache.ts';
import { ForgetfulStore, NaiveCache } from '../broken-caches.ts';
import { UpstreamDown } from './upstream-client.ts';

/** The cache that ships, and the two controls that the same run must catch. Each has a database of its own. */
export const VARIANTS = ['lease', 'naive', 'forgetful'] as const;
export type Variant = (typeof VARIANTS)[number];

export interface CacheUnderTest {
  read(request: ReadRequest, load: Load): Promise<CachedRead>;
  invalidate(resources: readonly CachedResource[], signal: AbortSignal): Promise<Invalidation>;
}

export function makeCache(
  variant: Variant,
  redisUrl: string,
  count: (name: string) => void,
): { cache: CacheUnderTest; close(): void } {
  const redis = redisClient({
    url: databaseUrl(variant, redisUrl),
    onError: () => count('connection_error'),
  });
  const cache = variant === 'naive' ? new NaiveCache(redis) : leaseCache(storeOf(variant, redis), count);
  return { cache, close: () => redis.disconnect() };
}

export function databaseUrl(variant: Variant, redisUrl: string): string {
  return `${redisUrl}/${VARIANTS.indexOf(variant)}`;
}

function storeOf(variant: Exclude<Variant, 'naive'>, redis: Redis): CacheStore {
  return variant === 'lease' ? new RedisCacheStore(redis) : new ForgetfulStore(redis);
}

function leaseCache(store: CacheStore, count: (name: string) => void): LeaseCache {
  return new LeaseCache({
    store,
    guard: redisBreaker(),
    upstreamTimeoutMs: 1_000,
    isUnavailable: (error) => error instanceof UpstreamDown,
    count,
    clock: systemClock,
    random: Math.random,
  });
}

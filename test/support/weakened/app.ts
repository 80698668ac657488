import type { Redis } from 'ioredis';
import { AdminKeys } from '#lib/auth/admin-keys.ts';
import { systemClock } from '#lib/cache/clock.ts';
import { LeaseCache } from '#lib/cache/lease-cache.ts';
import type { LeaseCacheOptions } from '#lib/cache/options.ts';
import { RedisCacheStore } from '#lib/cache/redis-store.ts';
import type { CacheStore } from '#lib/cache/store.ts';
import { adminConfig } from '#lib/config.ts';
import { keySource, servicesOf } from '#lib/entry/wiring.ts';
import { ENV } from '#lib/env.ts';
import { AppError } from '#lib/errors.ts';
import { observability } from '#lib/observability.ts';
import { redisBreaker } from '#lib/redis/breaker.ts';
import { redisClient } from '#lib/redis/client.ts';
import type { newestVersion } from '#lib/registry-stream.ts';
import type { ChangeDeps, InvalidatingCache } from '#lib/usecases/change.ts';
import type { ReadCache } from '#lib/usecases/read-cache.ts';

export type Cache = ReadCache & InvalidatingCache;
export interface App extends Omit<ChangeDeps, 'cache'> {
  cache: Cache;
  adminKeys: { check(presented: string | undefined): Promise<unknown> };
}

/** What a weakened composition does differently; what it leaves out is as it ships. */
export interface Weakening {
  redis?: (url: string) => Redis;
  store?: (redis: Redis) => CacheStore;
  options?: Partial<LeaseCacheOptions>;
  cache?: (redis: Redis, shipped: LeaseCache) => Cache;
  app?: (app: App) => App;
  newestVersion?: typeof newestVersion;
}

/** The functions' parts, put together as lib/entry does it, but for one guard. */
export function weakenedApp(weakening: Weakening, env: NodeJS.ProcessEnv) {
  const config = adminConfig(env);
  const watch = observability({ logLevel: config.LOG_LEVEL });
  const { logger, count } = watch;
  const connect = weakening.redis ?? ((url) => redisClient({ url, onError: () => undefined }));
  const redis = connect(env[ENV.redisUrl] ?? '');
  redis.on('error', (error) => logger.warn('redis connection', error));
  const shipped = new LeaseCache({
    store: weakening.store?.(redis) ?? new RedisCacheStore(redis),
    guard: redisBreaker(),
    upstreamTimeoutMs: 5_000,
    isUnavailable: (error) => error instanceof AppError && error.retryable,
    count: (name) => count(name),
    clock: systemClock,
    random: Math.random,
    ...weakening.options,
  });
  const app: App = {
    ...watch,
    ...servicesOf(config),
    cache: weakening.cache?.(redis, shipped) ?? shipped,
    adminKeys: new AdminKeys(
      keySource(config, config.ADMIN_API_KEY, config.ADMIN_API_KEY_SECRET_ARN, 'ADMIN_API_KEY'),
    ),
    pause: (ms, signal) => systemClock.delay(ms, signal).catch(() => undefined),
    now: Date.now,
  };
  return { ...watch, ...(weakening.app?.(app) ?? app), shipped };
}

import type { Redis } from 'ioredis';
import type { KeySource } from '../auth/admin-keys.ts';
import { fixedKey, secretKey } from '../auth/key-sources.ts';
import { serviceKey } from '../auth/service-key.ts';
import { awsJson, SECRETS_MANAGER } from '../aws/aws-json.ts';
import { systemClock } from '../cache/clock.ts';
import { LeaseCache } from '../cache/lease-cache.ts';
import { RedisCacheStore } from '../cache/redis-store.ts';
import type { ReadConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import type { Observability } from '../observability.ts';
import { redisBreaker } from '../redis/breaker.ts';
import { RESILIENCE } from '../resilience.ts';
import { ccxtServiceClient } from '../upstream/ccxt-service.ts';
import { collectorClient } from '../upstream/collector.ts';
import { guardedClient } from '../upstream/guarded-client.ts';
import { httpClient } from '../upstream/http-client.ts';
import { awsIdentity } from './aws.ts';

/** Makes a value at its first use and keeps it; an attempt that throws is made again. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The clients of both services. No socket is opened before their first call. */
export function servicesOf(config: ReadConfig) {
  const key = serviceKey(
    keySource(config, config.SERVICE_API_KEY, config.SERVICE_API_KEY_SECRET_ARN, 'SERVICE_API_KEY'),
  );
  return {
    ccxt: ccxtServiceClient(guardedClient(httpClient(config.CCXT_SERVICE_URL)), key),
    collector: collectorClient(guardedClient(httpClient(config.COLLECTOR_URL)), key),
  };
}

/** A key from Secrets Manager if its ARN is set, else the one that was given; neither is an error of the deployment. */
export function keySource(
  config: ReadConfig,
  key: string | undefined,
  secretArn: string | undefined,
  name: string,
): KeySource {
  if (secretArn) {
    const identity = awsIdentity(config, `${name}_SECRET_ARN`);
    const endpoint = config.AWS_ENDPOINT_URL_SECRETS_MANAGER;
    return secretKey(
      secretArn,
      awsJson(SECRETS_MANAGER, { identity, endpoint, limits: RESILIENCE.secretsManager }),
    );
  }
  if (key) return fixedKey(key);
  throw new Error(`Set ${name}, or ${name}_SECRET_ARN`);
}

export function leaseCache(redis: Redis, { logger, count }: Observability): LeaseCache {
  return new LeaseCache({
    store: new RedisCacheStore(redis),
    guard: redisBreaker(),
    upstreamTimeoutMs: RESILIENCE.cachedReadMs,
    isUnavailable: (error) => error instanceof AppError && error.retryable,
    count: (name, cause) => {
      count(name);
      if (cause instanceof Error) logger.warn(`cache: ${name}`, cause);
    },
    clock: systemClock,
    random: Math.random,
  });
}

import { Redis } from 'ioredis';
import { systemClock } from '#lib/cache/clock.ts';
import { AppError } from '#lib/errors.ts';
import { redisClient } from '#lib/redis/client.ts';
import { CACHED_RESOURCES } from '#lib/redis-keys.ts';
import { newestVersion } from '#lib/registry-stream.ts';
import type { ConfigReply } from '#lib/schemas/ccxt-service.ts';
import { ForgetfulStore, NaiveCache } from '../broken-caches.ts';
import type { App, Weakening } from './app.ts';
import { editedScripts, scriptsLoadedOnce, TalkativeStore, TrustingStore } from './stores.ts';

const never = new AbortController().signal;

/** Each guard whose absence is tried, by its name, and what takes it out. */
export const WEAKENINGS = {
  "a time limit of Redis' commands": { redis: (url) => new Redis(url, { lazyConnect: true }) },
  "Redis' breaker": { options: { guard: (call) => call() } },
  'one round trip for a read': { store: (redis) => new TalkativeStore(redis) },
  'reads without Redis': {
    cache: (redis, shipped) => ({
      read: async (...args) => redis.ping().then(() => shipped.read(...args)),
      invalidate: shipped.invalidate.bind(shipped),
    }),
  },
  'the rank of what cannot be read': {
    newestVersion: ({ Records }) =>
      newestVersion({
        Records: Records.filter((record) => newestVersion({ Records: [record] }) !== 'unreadable'),
      }),
  },
  'one retry over a new connection': { redis: withoutRetries },
  'one retry of the deletion': {
    redis: withoutRetries,
    cache: (redis, shipped) => ({
      read: shipped.read.bind(shipped),
      invalidate: () =>
        redis.del(CACHED_RESOURCES.flatMap((resource) => [resource, `{${resource}}:lease`])).then(
          () => ({ status: 'deleted' as const }),
          (cause) => ({ status: 'unconfirmed' as const, cause }),
        ),
    }),
  },
  'the shebang of the scripts': {
    store: (redis) => editedScripts(redis, (lua) => lua.replace(/^#!lua.*/, '')),
  },
  'the flag allow-oom': {
    store: (redis) => editedScripts(redis, (lua) => lua.replace(' flags=allow-oom', '')),
  },
  'the comparison of a value with its :meta': { store: (redis) => new TrustingStore(redis) },
  'the answer to NOSCRIPT': { store: scriptsLoadedOnce },
  'the lease': { cache: (redis) => new NaiveCache(redis) },
  'the deletion of the lease': { store: (redis) => new ForgetfulStore(redis) },
  "the end of a follower's patience": { options: { clock: { ...systemClock, now: () => 0 } } },
  'the last good value': { options: { isUnavailable: () => false } },
  'the deletion after an unknown outcome': { app: onlyAfterSuccess },
  'the exemption of refusals from deletion': { app: alsoAfterRefusals },
  "the schema of the CCXT service's answers": { app: withoutSchema },
  "the collector's absence as a fact": { app: withCollectorRequired },
  'the refusal without a loadable key': {
    app: (app) => ({ ...app, adminKeys: { check: async () => undefined } }),
  },
} as const satisfies Record<string, Weakening>;
export type Guard = keyof typeof WEAKENINGS;

function withoutRetries(url: string): Redis {
  const redis = redisClient({ url, onError: () => undefined });
  redis.options.maxRetriesPerRequest = 0;
  return redis;
}

function onlyAfterSuccess(app: App): App {
  let failed = false;
  return {
    ...app,
    ccxt: {
      ...app.ccxt,
      async blacklist(...args) {
        failed = true;
        const reply = await app.ccxt.blacklist(...args);
        failed = false;
        return reply;
      },
    },
    cache: {
      read: app.cache.read.bind(app.cache),
      invalidate: async (...args) => (failed ? { status: 'deleted' } : app.cache.invalidate(...args)),
    },
  };
}

function alsoAfterRefusals(app: App): App {
  return {
    ...app,
    ccxt: {
      ...app.ccxt,
      async blacklist(...args) {
        try {
          return await app.ccxt.blacklist(...args);
        } catch (error) {
          await app.cache.invalidate(CACHED_RESOURCES, never);
          throw error;
        }
      },
    },
  };
}

function withoutSchema(app: App): App {
  const url = process.env.CCXT_SERVICE_URL;
  return {
    ...app,
    ccxt: {
      ...app.ccxt,
      async config({ signal }) {
        const headers = { 'x-api-key': process.env.SERVICE_API_KEY ?? '' };
        const response = await fetch(`${url}/api/admin/exchanges/config`, { signal, headers }).catch(
          (cause) => {
            throw new AppError('UPSTREAM_UNAVAILABLE', 'not reached', { cause });
          },
        );
        return (await response.json()) as ConfigReply;
      },
    },
  };
}

function withCollectorRequired(app: App): App {
  return {
    ...app,
    collector: {
      ...app.collector,
      async restart(...args) {
        const outcome = await app.collector.restart(...args);
        if (outcome.kind === 'unavailable') throw outcome.cause;
        return outcome;
      },
    },
  };
}

import { Redis } from 'ioredis';
import { systemClock } from '#lib/cache/clock.ts';
import { cacheKeys } from '#lib/redis-keys.ts';
import { databaseUrl, VARIANTS } from './variants.ts';

const keys = cacheKeys('exchange:config');

/** What operators, evictions and other programs do to a Redis. Each is harmless to a right cache. */
const FAULTS = {
  clientKill: (redis: Redis) => redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'),
  scriptFlush: (redis: Redis) => redis.script('FLUSH'),
  flushAll: (redis: Redis) => redis.flushall(),
  wrongType: (redis: Redis) => redis.multi().del(keys.value).lpush(keys.value, 'x').exec(),
  corruptJson: (redis: Redis) => redis.set(keys.value, '{"version":'),
  evictValue: (redis: Redis) => redis.del(keys.value),
  evictLease: (redis: Redis) => redis.del(keys.lease),
  /** Under a tenth of its life left, so that readers renew it. */
  nearExpiry: (redis: Redis) => redis.pexpire(keys.value, 60_000),
};
export type Fault = keyof typeof FAULTS;
const NAMES = Object.keys(FAULTS) as Fault[];

/** Throws one fault after the other at Redis until it is stopped. `counts`: how often each was so far. */
export function startChaos(options: { redisUrl: string; random: () => number; longestPauseMs: number }): {
  counts: Record<Fault, number>;
  stop(): Promise<Record<Fault, number>>;
} {
  const { redisUrl, random, longestPauseMs } = options;
  const clients = VARIANTS.map(
    (variant) => new Redis(databaseUrl(variant, redisUrl), { disconnectTimeout: 100 }),
  );
  for (const client of clients) client.on('error', () => {});
  const counts = Object.fromEntries(NAMES.map((name) => [name, 0])) as Record<Fault, number>;
  const stopping = new AbortController();
  const ended = (async () => {
    for (let turn = 0; !stopping.signal.aborted; turn++) {
      const name = NAMES[turn % NAMES.length] ?? 'flushAll';
      await Promise.all(clients.map((client) => FAULTS[name](client).catch(() => undefined)));
      counts[name] += 1;
      await systemClock.delay(random() * longestPauseMs, stopping.signal).catch(() => undefined);
    }
  })();
  return {
    counts,
    stop: async () => {
      stopping.abort();
      await ended;
      for (const client of clients) client.disconnect();
      return counts;
    },
  };
}

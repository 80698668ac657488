import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { marketKeys } from '#lib/redis-keys.ts';
import { rateLimiter, rateUse } from '#services/collector/store/rate-limiter.ts';
import { type RedisServer, startRedisServer } from '../../../support/redis-server.ts';

let server: RedisServer;
let redis: Redis;
let sequence = 0;

beforeAll(async () => {
  server = await startRedisServer();
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const exchange = () => `ex${++sequence}`;
const A_LONG_WAY = 60_000;

describe('the rate limiter', () => {
  it('lets the first request go at once, and the next when that one has been paid off by its weight', async () => {
    const limiter = rateLimiter(redis, 'one');
    const id = exchange();
    expect(await limiter.reserve(id, 2.5, A_LONG_WAY)).toBe(0);
    const next = await limiter.reserve(id, 1, A_LONG_WAY);
    expect(next).toBeGreaterThan(2.4 * A_LONG_WAY);
    expect(next).toBeLessThanOrEqual(2.5 * A_LONG_WAY);
    const third = await limiter.reserve(id, 1, A_LONG_WAY);
    expect(third).toBeGreaterThan(3.4 * A_LONG_WAY);
    expect(third).toBeLessThanOrEqual(3.5 * A_LONG_WAY);
  });

  it('is one for all nodes behind one egress address, and another for each other address and exchange', async () => {
    const [a, b, elsewhere] = [
      rateLimiter(redis, 'one'),
      rateLimiter(redis, 'one'),
      rateLimiter(redis, 'two'),
    ];
    const id = exchange();
    const waits = await Promise.all(
      Array.from({ length: 6 }, (_, n) => (n % 2 ? a : b).reserve(id, 1, A_LONG_WAY)),
    );
    expect(waits.map((ms) => Math.round(ms / A_LONG_WAY)).sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await elsewhere.reserve(id, 1, A_LONG_WAY)).toBe(0);
    expect(await a.reserve(exchange(), 1, A_LONG_WAY)).toBe(0);
  });

  it('does not save up what was not used', async () => {
    const limiter = rateLimiter(redis, 'one');
    const id = exchange();
    const { rate } = marketKeys(id);
    const longAgo = { free: 1, requests: 4, weight: 9, window: 0, current: 0, previous: 0 };
    await redis.hset(rate, 'one', JSON.stringify(longAgo));
    expect(await limiter.reserve(id, 1, A_LONG_WAY)).toBe(0);
    expect(await limiter.reserve(id, 1, A_LONG_WAY)).toBeGreaterThan(0.9 * A_LONG_WAY);
    const [seconds] = await redis.time();
    const use = rateUse(await redis.hgetall(rate), Number(seconds) * 1000);
    expect(use).toEqual({ requests: 6, weight: 11, usedWeight: 2 });
  });
});

describe('rateUse', () => {
  const MINUTE = 60_000;
  const sent = { requests: 30, weight: 60, window: 10 * MINUTE, current: 12, previous: 48 };
  const used = (now: number, ...all: object[]) =>
    rateUse(Object.fromEntries(all.map((one, n) => [n, JSON.stringify(one)])), now).usedWeight;

  it.each([
    ['at the beginning of a window: all of the one before', 10 * MINUTE, 12 + 48],
    ['a quarter on', 10.25 * MINUTE, 12 + 36],
    ['when nothing was sent since', 11.5 * MINUTE, 6],
    ['two windows later', 12 * MINUTE, 0],
    ['long after', 100 * MINUTE, 0],
  ])('%s', (_, now, weight) => expect(used(now, sent)).toBe(weight));

  it('is of the busiest address; requests are of all', () => {
    expect(used(10 * MINUTE, sent, { ...sent, previous: 90 })).toBe(102);
    expect(rateUse({ a: JSON.stringify(sent), b: JSON.stringify(sent) }, 0).requests).toBe(60);
    expect(rateUse({}, 0)).toEqual({ requests: 0, weight: 0, usedWeight: 0 });
  });
});

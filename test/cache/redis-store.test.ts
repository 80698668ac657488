import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { RedisCacheStore } from '#lib/cache/redis-store.ts';
import type { BeginRequest, Fill } from '#lib/cache/store.ts';
import { cacheKeys } from '#lib/redis-keys.ts';
import { cacheStoreContract } from '../contract/cache-store.contract.ts';
import { eventually } from '../support/eventually.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';

const keys = cacheKeys('exchange:config');
const REQUEST: BeginRequest = {
  token: 'reader',
  leaseMs: 9_000,
  acceptsBrotli: true,
  ifNoneMatch: undefined,
};
const FILL: Fill = {
  body: '{"a":1}',
  brotli: 'YnI=',
  etag: '"a"',
  version: 1,
  ttlMs: 60_000,
  lastTtlMs: 90_000,
};

let server: RedisServer;
let redis: Redis;
let store: RedisCacheStore;
beforeAll(async () => {
  server = await startRedisServer();
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});
beforeEach(async () => {
  await redis.flushall();
  store = new RedisCacheStore(redis);
});

/** Takes `ms` from what every key has left to live, and waits until those that are due are gone. */
async function advance(ms: number): Promise<void> {
  const all = await redis.keys('*');
  const due: string[] = [];
  for (const key of all) {
    const left = (await redis.pttl(key)) - ms;
    await redis.pexpire(key, Math.max(left, 1));
    if (left <= 0) due.push(key);
  }
  if (due.length > 0) await eventually(async () => expect(await redis.exists(...due)).toBe(0));
}

describe('RedisCacheStore', () => {
  cacheStoreContract(async () => ({ store, advance }));

  async function grant(): Promise<string> {
    const reply = await store.begin('exchange:config', REQUEST);
    if (reply.state !== 'granted') throw new Error(`expected the lease, got ${reply.state}`);
    return reply.grant;
  }
  async function fill(): Promise<void> {
    expect(await store.commit('exchange:config', await grant(), FILL)).toBe('filled');
  }

  it('stores the documented keys, each with a time to live', async () => {
    await fill();
    expect(await redis.get('exchange:config')).toBe(FILL.body);
    expect(await redis.get(keys.brotli)).toBe(FILL.brotli);
    expect((await redis.keys('*')).sort()).toEqual([keys.value, keys.brotli, keys.last, keys.meta].sort());
    for (const key of [keys.value, keys.brotli, keys.meta]) {
      expect(await redis.pttl(key)).toBeGreaterThan(50_000);
    }
    expect(await redis.pttl(keys.last)).toBeGreaterThan(60_000);
  });

  const corruptions: [string, () => Promise<unknown>][] = [
    ['a value of the wrong type', () => redis.multi().del(keys.value).lpush(keys.value, 'x').exec()],
    ['corrupt JSON under the value', () => redis.set(keys.value, '{"a":')],
    ['corrupt JSON of the same length', () => redis.set(keys.value, '{"a":1 ')],
    ['a value appended to', () => redis.append(keys.value, 'x')],
    ['no meta', () => redis.del(keys.meta)],
    ['meta of the wrong type', () => redis.set(keys.meta, 'x')],
    ['meta without an etag', () => redis.hdel(keys.meta, 'etag')],
  ];
  it.each(corruptions)('misses on %s and repairs it', async (_what, corrupt) => {
    await fill();
    await corrupt();
    await fill();
    expect(await store.begin('exchange:config', { ...REQUEST, acceptsBrotli: false })).toMatchObject({
      state: 'hit',
      body: FILL.body,
    });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['missing', () => redis.del(keys.brotli)],
    ['of another length', () => redis.append(keys.brotli, 'x')],
    ['of the wrong type', () => redis.multi().del(keys.brotli).sadd(keys.brotli, 'x').exec()],
  ])('serves the plain form when the brotli form is %s', async (_what, corrupt) => {
    await fill();
    await corrupt();
    expect(await store.begin('exchange:config', REQUEST)).toMatchObject({ state: 'hit', body: FILL.body });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['of the wrong type', () => redis.hset(keys.lease, 'a', 'b')],
    ['that never lapses', () => redis.set(keys.lease, 'somebody')],
  ])('takes over a lease %s', async (_what, corrupt) => {
    await corrupt();
    await fill();
  });

  it.each<[string, () => Promise<unknown>]>([
    ['of the wrong type', () => redis.multi().del(keys.last).set(keys.last, 'x').exec()],
    ['without its parts', () => redis.hdel(keys.last, 'body')],
    ['without an end', () => redis.persist(keys.last)],
  ])('has no last good value when it is %s, and replaces it', async (_what, corrupt) => {
    await fill();
    await corrupt();
    expect(await store.abandon('exchange:config', undefined)).toBeUndefined();
    await redis.del(keys.value);
    await fill();
    expect(await store.abandon('exchange:config', undefined)).toMatchObject({ body: FILL.body });
  });

  it('deletes what has a meta of the wrong type as older', async () => {
    await fill();
    await redis.set(keys.meta, 'x');
    expect(await store.deleteOlderThan('exchange:config', 1)).toBe(4);
  });

  it('survives SCRIPT FLUSH before every step', async () => {
    await redis.script('FLUSH');
    const held = await grant();
    await redis.script('FLUSH');
    expect(await store.commit('exchange:config', held, FILL)).toBe('filled');
    await redis.script('FLUSH');
    expect(await store.deleteOlderThan('exchange:config', 2)).toBe(4);
    await redis.script('FLUSH');
    expect(await store.abandon('exchange:config', undefined)).toBeUndefined();
  });

  it('refuses a fill after FLUSHALL', async () => {
    const held = await grant();
    await redis.flushall();
    expect(await store.commit('exchange:config', held, FILL)).toBe('refused');
    expect(await redis.dbsize()).toBe(0);
  });

  it('rejects a deletion that Redis does not answer with a count', async () => {
    const odd = { ...redis, del: async () => 'OK', evalsha: async () => null, eval: async () => null };
    const odds = new RedisCacheStore(odd as never);
    await expect(odds.delete('exchange:config')).rejects.toThrow('not with a count');
    await expect(odds.deleteOlderThan('exchange:config', 1)).rejects.toThrow('not with a count');
  });
});

describe('RedisCacheStore without memory', () => {
  it('serves hits, refuses fills and gives the lease back', async () => {
    await fillAs('exchange:config');
    await redis.config('SET', 'maxmemory', '1');
    try {
      expect(await store.begin('exchange:config', REQUEST)).toMatchObject({
        state: 'hit',
        brotli: FILL.brotli,
      });
      const reply = await store.begin('exchange:supported', REQUEST);
      expect(reply.state).toBe('granted');
      expect(await store.commit('exchange:supported', (reply as { grant: string }).grant, FILL)).toBe('full');
      expect(await redis.exists(cacheKeys('exchange:supported').lease)).toBe(0);
      expect(await store.deleteOlderThan('exchange:config', 2)).toBe(4);
    } finally {
      await redis.config('SET', 'maxmemory', '0');
    }
  });

  async function fillAs(resource: 'exchange:config'): Promise<void> {
    const reply = await store.begin(resource, REQUEST);
    expect(await store.commit(resource, (reply as { grant: string }).grant, FILL)).toBe('filled');
  }
});

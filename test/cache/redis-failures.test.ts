import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { BEGIN } from '#lib/cache/scripts.ts';
import { redisClient } from '#lib/redis/client.ts';
import { CACHED_RESOURCES, cacheKeys } from '#lib/redis-keys.ts';
import { type CacheUnderTest, cacheUnderTest } from '../support/cache-under-test.ts';
import { eventually } from '../support/eventually.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { silentServer } from '../support/silent-server.ts';

const keys = cacheKeys('exchange:config');
const signal = new AbortController().signal;
const withoutBreaker = <T>(call: () => Promise<T>) => call();

let server: RedisServer;
let admin: Redis;
let used: CacheUnderTest[];
beforeAll(async () => {
  server = await startRedisServer();
  admin = new Redis(server.url, { disconnectTimeout: 100 });
});
afterAll(async () => {
  admin.disconnect();
  await server.stop();
});
beforeEach(async () => {
  used = [];
  await admin.flushall();
});
afterEach(() => {
  for (const { redis } of used) redis.disconnect();
});

function given(url = server.url, guard?: typeof withoutBreaker): CacheUnderTest {
  const redis = redisClient({ url, onError: () => {} });
  const made = cacheUnderTest(redis, guard && { guard });
  used.push(made);
  return made;
}
/** The best of three, because a busy machine may withhold the processor; milliseconds. */
async function quickestOfThree(read: CacheUnderTest['read']): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    const start = performance.now();
    expect(await read()).toMatchObject({ outcome: 'BYPASS', body: '{"version":1}' });
    times.push(performance.now() - start);
  }
  return Math.min(...times);
}
async function refusedUrl(): Promise<string> {
  const closed = await silentServer();
  await closed.close();
  return closed.url;
}

describe('Redis is away', () => {
  it('refused: bypassed with little delay, then without any; an invalidation is unconfirmed', async () => {
    const { read, cache, counted } = given(await refusedUrl());
    expect(await quickestOfThree(read)).toBeLessThan(300);
    expect(counted).toEqual(['bypass', 'bypass', 'bypass']);
    expect(await quickestOfThree(read)).toBeLessThan(20);
    expect(await cache.invalidate(CACHED_RESOURCES, signal)).toMatchObject({ status: 'unconfirmed' });
  });

  it('accepting and silent: at most 300 ms added, then none', async () => {
    const silent = await silentServer();
    const { read, cache } = given(silent.url);
    expect(await quickestOfThree(read)).toBeLessThan(300);
    expect(await quickestOfThree(read)).toBeLessThan(20);
    const start = performance.now();
    expect(await cache.invalidate(CACHED_RESOURCES, signal)).toMatchObject({ status: 'unconfirmed' });
    expect(performance.now() - start).toBeLessThan(1_000);
    await silent.close();
  });

  it('dead in the middle of a fill: the loaded answer is served', async () => {
    const own = await startRedisServer();
    const { read, load, counted } = given(own.url);
    const answer = await read(async (inner) => {
      await own.stop();
      return load(inner);
    });
    expect(answer).toMatchObject({ outcome: 'MISS', body: '{"version":1}' });
    expect(counted).toEqual(['fill_failed']);
  });

  it('a replica: bypassed; what it holds is not served', async () => {
    const { read, cache, upstream, redis } = given(server.url, withoutBreaker);
    await read();
    upstream.version = 2;
    const nowhere = await silentServer();
    const { hostname, port } = new URL(nowhere.url);
    await admin.replicaof(hostname, port);
    try {
      expect(await admin.get(keys.value)).toBe('{"version":1}');
      expect(await read()).toMatchObject({ outcome: 'BYPASS', body: '{"version":2}' });
      expect(await cache.invalidate(CACHED_RESOURCES, signal)).toMatchObject({
        status: 'unconfirmed',
        cause: { message: expect.stringContaining('READONLY') },
      });
    } finally {
      await admin.replicaof('NO', 'ONE');
      await nowhere.close();
    }
    await eventually(async () => expect(await redis.ping()).toBe('PONG'));
    expect(await cache.invalidate(CACHED_RESOURCES, signal)).toEqual({ status: 'deleted' });
    expect(await read()).toMatchObject({ outcome: 'MISS', body: '{"version":2}' });
  });
});

describe("controls: the scripts' first line", () => {
  const hit = (lua: string) =>
    admin.eval(lua, 4, ...BEGIN.keys.map((name) => keys[name]), 'control', 9_000, '0', '');

  it('without the shebang, a demoted primary serves old values', async () => {
    await given().read();
    const nowhere = await silentServer();
    const { hostname, port } = new URL(nowhere.url);
    await admin.replicaof(hostname, port);
    try {
      expect(await hit(BEGIN.lua.replace(/^#!.*/, ''))).toContain('{"version":1}');
      await expect(hit(BEGIN.lua)).rejects.toThrow('READONLY');
    } finally {
      await admin.replicaof('NO', 'ONE');
      await nowhere.close();
    }
  });

  it('without allow-oom, hits fail when memory is full', async () => {
    await given().read();
    await admin.config('SET', 'maxmemory', '1');
    try {
      await expect(hit(BEGIN.lua.replace(/^#!.*/, '#!lua'))).rejects.toThrow('OOM');
      expect(await hit(BEGIN.lua)).toContain('{"version":1}');
    } finally {
      await admin.config('SET', 'maxmemory', '0');
    }
  });
});

describe('the connection is killed', () => {
  it('before a read: a hit all the same', async () => {
    const { read, redis } = given();
    await read();
    expect(await admin.client('KILL', 'ID', await redis.client('ID'))).toBe(1);
    expect(await read()).toMatchObject({ outcome: 'HIT' });
  });

  it('before an invalidation: deleted all the same', async () => {
    const { read, cache, redis } = given();
    await read();
    expect(await admin.client('KILL', 'ID', await redis.client('ID'))).toBe(1);
    expect(await cache.invalidate(CACHED_RESOURCES, signal)).toEqual({ status: 'deleted' });
    expect(await admin.exists(...Object.values(keys))).toBe(0);
  });

  it("with the deletion's first reply lost: retried, deleted", async () => {
    const { read } = given();
    await read();
    const drops = await replyDropper(server.port);
    const { cache } = given(drops.url);
    expect(await cache.invalidate(['exchange:config'], signal)).toEqual({ status: 'deleted' });
    expect(drops.dropped()).toBe(1);
    expect(await admin.exists(...Object.values(keys))).toBe(0);
    await drops.close();
  });
});

describe('Redis is full', () => {
  it('serves hits and fills nothing; readers do not wait for a lease that nobody uses', async () => {
    const { read, cache, upstream, counted } = given();
    await read();
    await admin.config('SET', 'maxmemory', '1');
    try {
      expect(await read()).toMatchObject({ outcome: 'HIT' });
      expect(await cache.invalidate(CACHED_RESOURCES, signal)).toEqual({ status: 'deleted' });
      upstream.version = 2;
      for (let turn = 0; turn < 4; turn++) {
        expect(await read()).toMatchObject({ outcome: 'MISS', body: '{"version":2}' });
      }
      expect(counted).toEqual(['fill_failed', 'fill_failed', 'fill_failed', 'fill_failed']);
      expect(upstream.loads).toBe(5);
    } finally {
      await admin.config('SET', 'maxmemory', '0');
    }
    expect(await read()).toMatchObject({ outcome: 'MISS' });
    expect(await read()).toMatchObject({ outcome: 'HIT' });
  });
});

describe('somebody else writes', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['the wrong type', () => admin.multi().del(keys.value).hset(keys.value, 'a', 'b').exec()],
    ['corrupt JSON', () => admin.set(keys.value, '{"version":')],
  ])('%s: a miss that repairs it', async (_what, write) => {
    const { read } = given();
    await read();
    await write();
    expect(await read()).toMatchObject({ outcome: 'MISS', body: '{"version":1}' });
    expect(await read()).toMatchObject({ outcome: 'HIT', body: '{"version":1}' });
  });

  it('SCRIPT FLUSH in the middle of a fill: filled', async () => {
    const { read, load } = given();
    await read(async (inner) => {
      await admin.script('FLUSH');
      return load(inner);
    });
    expect(await read()).toMatchObject({ outcome: 'HIT' });
  });

  it('FLUSHALL in the middle of a fill: refused, served, filled next time', async () => {
    const { read, load, counted } = given();
    const answer = await read(async (inner) => {
      await admin.flushall();
      return load(inner);
    });
    expect(answer).toMatchObject({ outcome: 'MISS' });
    expect(counted).toEqual(['fill_refused']);
    expect(await read()).toMatchObject({ outcome: 'MISS' });
    expect(await read()).toMatchObject({ outcome: 'HIT' });
  });
});

describe('the upstream is away', () => {
  it('serves the value while it is valid, the last good one when it has expired, and nothing once invalidated', async () => {
    const { read, cache, upstream } = given();
    await read();
    upstream.down = true;
    expect(await read()).toMatchObject({ outcome: 'HIT' });
    await admin.pexpire(keys.value, 60_000);
    expect(await read()).toMatchObject({ outcome: 'HIT' });
    expect(upstream.loads).toBe(2);
    await admin.del(keys.value, keys.lease);
    expect(await read()).toMatchObject({ outcome: 'STALE', body: '{"version":1}' });
    await cache.invalidate(CACHED_RESOURCES, signal);
    await expect(read()).rejects.toThrow('upstream is down');
  });
});

/** Passes everything on to a Redis, but drops its first count (`:n`), together with the connection. */
async function replyDropper(port: number) {
  let dropped = 0;
  const proxy = await silentServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    upstream.on('error', () => {});
    client.pipe(upstream);
    client.on('close', () => upstream.destroy());
    upstream.on('data', (chunk) => {
      if (dropped === 0 && /^:\d/.test(chunk.toString())) {
        dropped += 1;
        client.destroy();
      } else {
        client.write(chunk);
      }
    });
  });
  return { ...proxy, dropped: () => dropped };
}

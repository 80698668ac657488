import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import type { JobName, RouteName } from '#lib/routes.ts';
import { type FunctionHost, startFunctionHost } from '../support/function-host.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';

/** The real functions and a real Redis; the registry cannot be asked, and a stream need not ask it. */
const nowhere = 'http://127.0.0.1:1';
let server: RedisServer;
let redis: Redis;
let functions: FunctionHost;
beforeAll(async () => {
  server = await startRedisServer();
  redis = new Redis(server.url);
  functions = startFunctionHost({ redis: server.url, ccxt: nowhere, collector: nowhere });
});
afterAll(async () => {
  redis?.disconnect();
  await Promise.all([functions?.stop(), server?.stop()]);
});

const cached = async (version: number) => {
  await redis.set('exchange:config', '{}');
  await redis.hset('{exchange:config}:meta', { etag: 'W/"x"', version, length: 2 });
};
const record = (version: string, key = 'registry') => ({
  eventSource: 'aws:dynamodb',
  dynamodb: { Keys: { pk: { S: key } }, NewImage: { version: { N: version } } },
});
const send = (Records: unknown[], name: JobName | RouteName = 'invalidate-cache') =>
  functions.send(name, { Records });

it('deletes what is older than the newest record of the registry, and keeps what is as young', async () => {
  await cached(7);
  expect(await send([record('6'), record('7'), record('9', 'result#kraken')])).toEqual({
    version: 7,
    deleted: [],
  });
  expect(await redis.exists('exchange:config')).toBe(1);
  expect(await send([record('8'), record('7')])).toMatchObject({ version: 8, deleted: ['exchange:config'] });
  expect(await redis.exists('exchange:config')).toBe(0);
});

it('deletes everything for a record that it cannot read, and the batch is not refused', async () => {
  await cached(7);
  expect(await send([record('1'), { eventSource: 'aws:dynamodb', dynamodb: {} }, null])).toMatchObject({
    version: 'unreadable',
  });
  expect(await redis.exists('exchange:config')).toBe(0);
});

it('leaves the caches alone when only results have changed', async () => {
  await cached(7);
  expect(await send([record('9', 'result#kraken')])).toEqual({ version: null, deleted: [] });
  expect(await redis.exists('exchange:config')).toBe(1);
});

it.each(['sweep-blacklist', 'get-config', 'add-exchange'] as const)('%s takes no stream', async (name) => {
  await expect(send([record('1')], name)).rejects.toMatchObject({ code: 'INVALID_EVENT' });
});

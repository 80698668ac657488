import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { CACHED_RESOURCES, cacheKeys } from '#lib/redis-keys.ts';
import { forgetCaches } from '#local/state/caches.ts';
import { resetState } from '#local/state/reset.ts';
import { eventually } from '../../support/eventually.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { startSystem } from '../../support/system.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('reset', () => {
  it('drops what a start has made, and nothing else in the folder', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'simulated', 'redis'), { recursive: true });
    writeFileSync(join(folder, 'simulated', 'registry.sqlite'), '');
    writeFileSync(join(folder, 'keys.json'), '{}');
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    await resetState(folder, undefined);
    expect(readdirSync(folder)).toEqual(['notes.txt']);
  });
});

describe('with a Redis that was given', () => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedisServer();
    redis = new Redis(server.url);
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  const FOREIGN = {
    'market:{binance}:mine': 'a',
    'exchange:configuration': 'b',
    '{collector}:other:id': 'c',
  };

  it('what another registry left in the caches is forgotten, and nothing else', async () => {
    await redis.mset(FOREIGN);
    for (const resource of CACHED_RESOURCES) {
      for (const key of Object.values(cacheKeys(resource))) await redis.set(key, 'old');
    }
    await forgetCaches(server.url);
    expect((await redis.keys('*')).sort()).toEqual(Object.keys(FOREIGN).sort());
  });

  it('a whole run leaves only keys that reset knows, and reset deletes no other', async () => {
    await redis.mset(FOREIGN);
    const state = temporaryFolder();
    const system = await startSystem({ state, env: { REDIS_URL: server.url } });
    try {
      expect(system.endpoints.redisUrl).toBe(server.url);
      expect(system.processes().filter(({ command }) => command.includes('redis'))).toEqual([]);
      expect(existsSync(join(state, 'simulated', 'redis'))).toBe(false);
      await fetch(`${system.endpoints.gatewayUrl}/api/v1/exchanges/config`);
      await eventually(async () => expect(await redis.exists('market:{okx}:tickers')).toBe(1), {
        timeoutMs: 15_000,
      });
    } finally {
      await system.stop();
    }
    expect(await redis.get('market:{binance}:mine')).toBe('a');
    const before = await redis.keys('*');
    expect(before).toEqual(
      expect.arrayContaining(['exchange:config', 'exchange:supported', '{collector}:polls:meta']),
    );

    await resetState(state, server.url);
    expect((await redis.keys('*')).sort()).toEqual(Object.keys(FOREIGN).sort());
    const commands = await redis.info('commandstats');
    expect(commands).not.toMatch(/cmdstat_(flushall|flushdb|scan)/);
    expect(commands).toMatch(/cmdstat_keys:calls=3,/);
  }, 60_000);
});

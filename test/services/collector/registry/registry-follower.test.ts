import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import type { ConfigReply } from '#lib/schemas/ccxt-service.ts';
import { type KnownSet, knownSet } from '#services/collector/registry/known-set.ts';
import { registryFollower } from '#services/collector/registry/registry-follower.ts';
import { rememberedSet } from '#services/collector/registry/remembered-set.ts';
import { eventually } from '../../../support/eventually.ts';
import { type RedisServer, startRedisServer } from '../../../support/redis-server.ts';

const reply = (active: string[], blacklisted: string[] = [], version?: number): ConfigReply => ({
  config: { blacklistedExchanges: blacklisted },
  activeExchanges: active,
  availableExchanges: ['x', 'y', 'z'],
  ...(version !== undefined && { version }),
});
const activeOf = (set: KnownSet | undefined) => Object.keys(set?.active ?? {});

describe('knownSet', () => {
  it('takes ids only as they can be, each once', () => {
    expect(activeOf(knownSet(reply(['X', 'x', '../y', '__proto__', 'y']), 1, undefined))).toEqual(['x', 'y']);
  });

  it('takes settings and the rate limit where the service tells them', () => {
    const detail = { name: 'x', capabilities: {}, timeframes: [], certified: true };
    const exchanges = [{ ...detail, id: 'x', rateLimit: 50, settings: { pollIntervalMs: 2_000 } }];
    expect(knownSet({ ...reply(['x', 'y'], [], 3), exchanges }, 1, undefined)).toMatchObject({
      version: 3,
      active: {
        x: { pollIntervalMs: 2_000, symbols: null, rateLimitMs: 50 },
        y: { pollIntervalMs: null, symbols: null, rateLimitMs: null },
      },
    });
  });

  it('believes an empty list only of what is named as blacklisted', () => {
    const before = knownSet(reply(['x', 'y'], [], 1), 1, undefined);
    expect(activeOf(knownSet(reply([], [], 2), 2, before))).toEqual(['x', 'y']);
    expect(activeOf(knownSet(reply([], ['x'], 2), 2, before))).toEqual(['y']);
    expect(activeOf(knownSet(reply([], ['x', 'y'], 2), 2, before))).toEqual([]);
  });
});

describe('registryFollower', () => {
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
  beforeEach(async () => {
    await redis.flushall();
  });

  function follower(answer: () => Promise<ConfigReply>) {
    return registryFollower({
      ccxtService: { config: answer },
      remembered: rememberedSet(redis),
      onChange: () => {},
      log: pino({ level: 'silent' }),
    });
  }

  it('never goes back to an older version, its own or one that another node has read', async () => {
    let current = reply(['x', 'y'], [], 5);
    const a = follower(async () => current);
    const b = follower(async () => reply(['x', 'y'], [], 5));
    expect(activeOf(await a.refresh())).toEqual(['x', 'y']);
    current = reply(['x'], ['y'], 6);
    expect(activeOf(await a.refresh())).toEqual(['x']);
    current = reply(['x', 'y'], [], 5);
    expect(activeOf(await a.refresh())).toEqual(['x']);
    expect(activeOf(await b.refresh())).toEqual(['x']); // from what a remembered
    expect(b.known()?.version).toBe(6);
  });

  it('reads anew for each call: a reading that began earlier is not enough', async () => {
    const waiting: ((answer: ConfigReply) => void)[] = [];
    const a = follower(() => new Promise((resolve) => waiting.push(resolve)));
    const first = a.refresh();
    await eventually(() => expect(waiting).toHaveLength(1));
    const [second, third] = [a.refresh(), a.refresh()];
    waiting[0]?.(reply(['x'], [], 1));
    expect(activeOf(await first)).toEqual(['x']);
    await eventually(() => expect(waiting).toHaveLength(2));
    waiting[1]?.(reply(['x', 'y'], [], 2));
    expect([activeOf(await second), activeOf(await third)]).toEqual([
      ['x', 'y'],
      ['x', 'y'],
    ]);
  });

  it('boots from what was remembered while the registry is down', async () => {
    await follower(async () => reply(['x'], [], 4)).refresh();
    const down = async (): Promise<never> => {
      throw new Error('down');
    };
    const booted = follower(down);
    booted.start();
    await eventually(() => expect(activeOf(booted.known())).toEqual(['x']));
    booted.stop();
    await expect(booted.refresh()).rejects.toThrow('down');
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { RedisCacheStore } from '#lib/cache/redis-store.ts';
import { redisClient } from '#lib/redis/client.ts';
import { COLLECTOR_ACCESS, FUNCTIONS_ACCESS, NO_ACCESS } from '../../infra/access-strings.ts';
import { cacheStoreContract } from '../contract/cache-store.contract.ts';
import { streamOf } from '../support/collector/market.ts';
import { type CollectorNode, startNode } from '../support/collector/node.ts';
import { type Registry, startRegistry } from '../support/collector/registry.ts';
import { type Simulated, simulated } from '../support/collector/simulated.ts';
import { eventually } from '../support/eventually.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';

/*
 * The rights that ElastiCache's users get, on a real server: whatever our code does must be allowed, and no more
 * than that. The server's own log of refused commands tells of those that a client would hide.
 */
const PASSWORD = 'kT4vQ9mZ2xB7nW1c';
let server: RedisServer;
let admin: Redis;

beforeAll(async () => {
  server = await startRedisServer();
  admin = new Redis(server.url);
  for (const [user, access] of Object.entries({
    functions: FUNCTIONS_ACCESS,
    collector: COLLECTOR_ACCESS,
    nobody: NO_ACCESS,
  })) {
    await admin.call('ACL', 'SETUSER', user, `>${PASSWORD}`, ...(await knownHere(access)));
  }
});
afterAll(async () => {
  admin.disconnect();
  await server.stop();
});
beforeEach(async () => {
  await admin.flushall();
  await admin.call('ACL', 'LOG', 'RESET');
});

const urlOf = (user: string) => server.url.replace('//', `//${user}:${PASSWORD}@`);
const refused = async () =>
  ((await admin.call('ACL', 'LOG')) as string[][]).map(
    (entry) => `${entry[entry.indexOf('context') + 1]} ${entry[entry.indexOf('object') + 1]}`,
  );

async function outcome(user: string, ...[command = '', ...args]: string[]): Promise<string> {
  const redis = new Redis(urlOf(user), {
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    enableReadyCheck: false,
  });
  let said: unknown;
  redis.on('error', (error) => {
    said ??= error;
  });
  try {
    await redis.call(command, ...args);
    return 'allowed';
  } catch (error) {
    return /NOPERM|WRONGPASS/.exec(`${said} ${error}`)?.[0] ?? String(error);
  } finally {
    redis.disconnect();
  }
}

describe('the functions', () => {
  let redis: Redis;
  beforeEach(() => {
    redis = redisClient({ url: urlOf('functions'), onError: () => undefined });
  });
  afterEach(() => redis.disconnect());

  describe('can do all that the cache does', () => {
    cacheStoreContract(async () => ({ store: new RedisCacheStore(redis), advance }));
  });

  it('are refused nothing on the way, their first words included', async () => {
    const store = new RedisCacheStore(redis);
    const request = { token: 'reader', leaseMs: 9_000, acceptsBrotli: true, ifNoneMatch: undefined };
    expect(await store.begin('exchange:config', request)).toMatchObject({ state: 'granted' });
    await store.deleteOlderThan('exchange:config', 7);
    await store.delete('exchange:supported');
    expect(await refused()).toEqual([]);
  });

  it.each([
    [['flushall']],
    [['keys', '*']],
    [['config', 'get', '*']],
    [['acl', 'list']],
    [['get', 'market:{kraken}:tickers']],
    [['set', 'else', '1']],
    [['eval', "return redis.call('get', KEYS[1])", '1', '{collector}:polls:meta']],
  ])('may not %j', async (command) => {
    expect(await outcome('functions', ...command)).toBe('NOPERM');
  });
});

describe('the collector', () => {
  let sim: Simulated;
  let registry: Registry;
  let node: CollectorNode | undefined;
  beforeAll(async () => {
    [sim, registry] = await Promise.all([simulated(), startRegistry()]);
  });
  afterAll(async () => {
    await node?.kill();
    await Promise.all([sim.close(), registry.close()]);
  });

  it('collects, restarts and takes off with nothing refused', async () => {
    registry.configure({ bybit: {}, okx: {} });
    node = await startNode({
      instanceId: 'limited',
      redisUrl: urlOf('collector'),
      registryUrl: registry.url,
      exchangeProxyUrl: sim.url,
      pollIntervalMs: 500,
    });
    const collected = async (exchange: string, times: number) =>
      eventually(
        async () => expect((await streamOf(admin, exchange, 0)).length).toBeGreaterThanOrEqual(times),
        { timeoutMs: 15_000 },
      );
    await Promise.all([collected('bybit', 3), collected('okx', 3)]);
    await node.restart('bybit');
    registry.blacklist('okx');
    const { workers } = node;
    await eventually(
      async () => expect((await workers()).workers.map(({ state }) => state)).toContain('blacklisted'),
      { timeoutMs: 10_000 },
    );
    expect(await node.stop()).toBe(0);
    expect(await refused()).toEqual([]);
  });

  it.each([
    [['flushdb']],
    [['keys', '*']],
    [['scan', '0']],
    [['config', 'set', 'maxmemory', '1']],
    [['get', 'exchange:config']],
    [['del', '{exchange:config}:lease']],
  ])('may not %j', async (command) => {
    expect(await outcome('collector', ...command)).toBe('NOPERM');
  });
});

it('nobody cannot even log in', async () => {
  expect(await outcome('nobody', 'ping')).toBe('WRONGPASS');
});

/** Before 7.2 a server does not know CLIENT SETINFO, which newer clients send and do not insist on. */
async function knownHere(access: string): Promise<string[]> {
  const [setinfo] = (await admin.call('COMMAND', 'INFO', 'client|setinfo')) as unknown[];
  return access.split(' ').filter((rule) => setinfo !== null || rule !== '+client|setinfo');
}

/** Takes `ms` from what every key has left to live, and waits until those that are due are gone. */
async function advance(ms: number): Promise<void> {
  const due: string[] = [];
  for (const key of await admin.keys('*')) {
    const left = (await admin.pttl(key)) - ms;
    await admin.pexpire(key, Math.max(left, 1));
    if (left <= 0) due.push(key);
  }
  if (due.length > 0) await eventually(async () => expect(await admin.exists(...due)).toBe(0));
}

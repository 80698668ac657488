import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { ENV } from '#lib/env.ts';
import { marketKeys } from '#lib/redis-keys.ts';
import { longestGap, streamOf } from '../../support/collector/market.ts';
import { type CollectorNode, startNode } from '../../support/collector/node.ts';
import { type Registry, startRegistry } from '../../support/collector/registry.ts';
import { type Simulated, simulated } from '../../support/collector/simulated.ts';
import { eventually } from '../../support/eventually.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { watchStarvation } from '../../support/starvation.ts';

/*
 * Real nodes whose workers stream, and the real ccxt.pro on simulated websockets; one story.
 */
const STREAMED = ['kraken', 'okx'];
const INTERVAL = 500;
const STALE_AFTER = 3_000;
/** For what takes as long as the machine is busy. */
const WAIT = { timeoutMs: 30_000 };
/** The part of a websocket's URL that no request has. */
const SOCKETS = { kraken: '/v2', okx: '/ws/v5' } as const;

let server: RedisServer;
let redis: Redis;
let sim: Simulated;
let registry: Registry;
const nodes: CollectorNode[] = [];

beforeAll(async () => {
  [server, sim, registry] = await Promise.all([startRedisServer(), simulated(), startRegistry()]);
  redis = new Redis(server.url);
  registry.configure({ kraken: {}, okx: {} });
});
afterAll(async () => {
  for (const node of nodes) node.signal('SIGCONT');
  await Promise.all(nodes.map((node) => node.kill()));
  redis.disconnect();
  await Promise.all([server.stop(), sim.close(), registry.close()]);
}, 40_000);

async function boot(instanceId: string): Promise<CollectorNode> {
  const node = await startNode({
    instanceId,
    redisUrl: server.url,
    registryUrl: registry.url,
    exchangeProxyUrl: sim.url,
    pollIntervalMs: INTERVAL,
    env: { [ENV.streamExchanges]: STREAMED.join(',') },
  });
  nodes.push(node);
  return node;
}

/** What the machine itself adds, because it is busy with other things, is not held against the nodes. */
const starvation = () => watchStarvation([process.pid, server.pid, ...nodes.map(({ pid }) => pid)]);

async function redisNow(): Promise<number> {
  const [seconds, micros] = await redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
}

/** Until both are written by their websockets alone: several writes, and not one request meanwhile. */
async function streams(node: CollectorNode, exchanges = STREAMED): Promise<void> {
  for (const id of exchanges) {
    await eventually(
      async () => {
        const [from, seq] = [await redisNow(), await sim.latest()];
        await eventually(
          async () => expect((await streamOf(redis, id, from)).length).toBeGreaterThan(2),
          WAIT,
        );
        expect(await sim.polls(id, seq)).toEqual([]);
        expect(await node.worker(id)).toMatchObject({ state: 'running', mode: 'stream' });
        expect(await sim.sockets(id)).toBe(1);
      },
      { timeoutMs: 30_000, everyMs: 100 },
    );
  }
}

describe('nodes whose workers stream', () => {
  let a: CollectorNode;
  let b: CollectorNode;

  it('write what the websockets bring, all of it fresh, and send no requests', async () => {
    a = await boot('a');
    await streams(a);
    for (const id of STREAMED) {
      const tickers = await redis.hgetall(marketKeys(id).tickers);
      expect(Object.keys(tickers).length).toBe(id === 'okx' ? 275 : 370);
      const book = JSON.parse((await redis.hget(marketKeys(id).books, 'BTC/USDT')) ?? '{}');
      expect([book.bids.length, book.asks.length]).toEqual([20, 20]);
      expect(book.bids[0][0]).toBeLessThan(book.asks[0][0]);
      expect(Date.now() - book.receivedAt).toBeLessThan(2_000);
      if (id === 'okx')
        expect(Date.now() - JSON.parse(tickers['BTC/USDT'] ?? '').timestamp).toBeLessThan(2_000);
      const { bid, ask, last } = JSON.parse(await lastQuotes(id))['BTC/USDT'];
      expect([bid < ask, last > 0]).toEqual([true, true]);
    }
  }, 90_000);

  it('poll while a websocket is open but silent', async () => {
    await sim.fault('okx', { kind: 'hang', match: SOCKETS.okx });
    await eventually(
      async () => expect(await a.worker('okx')).toMatchObject({ state: 'running', mode: 'poll' }),
      WAIT,
    );
    const [from, seq] = [await redisNow(), await sim.latest()];
    await eventually(
      async () => expect((await streamOf(redis, 'okx', from)).length).toBeGreaterThan(2),
      WAIT,
    );
    expect((await sim.polls('okx', seq)).length).toBeGreaterThan(2);
  }, 90_000);

  it('become stale like any other when requests hang too, and stream again when all is well', async () => {
    const from = await redisNow();
    const starvedMs = starvation();
    await sim.fault('okx', { kind: 'hang' });
    const worker = await eventually(async () => {
      const current = await a.worker('okx');
      expect(current.state).toBe('stale');
      return current;
    }, WAIT);
    expect(Date.parse(worker.since) - from - starvedMs()).toBeLessThan(STALE_AFTER + 1_000);
    expect(await a.worker('kraken')).toMatchObject({ state: 'running', mode: 'stream' });
    await sim.heal('okx');
    await streams(a, ['okx']);
  }, 90_000);

  it('are taken over within the same time as others when their node is killed', async () => {
    b = await boot('b');
    await eventually(async () => expect((await b.workers()).status).toBe('healthy'), WAIT);
    const before = await Promise.all(STREAMED.map((id) => a.worker(id)));
    expect(before.map(({ instanceId }) => instanceId)).toEqual(['a', 'a']);
    const from = await redisNow();
    const starvedMs = starvation();
    await a.kill();
    await streams(b);
    const until = await redisNow();
    for (const [at, id] of STREAMED.entries()) {
      expect(longestGap(await streamOf(redis, id, from), from, until) - starvedMs()).toBeLessThan(3_000);
      const worker = await b.worker(id);
      expect(worker.instanceId).toBe('b');
      expect(worker.generation).toBeGreaterThan(before[at]?.generation ?? Number.POSITIVE_INFINITY);
    }
  }, 90_000);

  it('write nothing more after they were frozen and others took over', async () => {
    a = await boot('c');
    await eventually(async () => expect((await a.workers()).status).toBe('healthy'), WAIT);
    b.signal('SIGSTOP');
    await eventually(async () => {
      for (const id of STREAMED)
        expect(await a.worker(id)).toMatchObject({ instanceId: 'c', mode: 'stream', state: 'running' });
    }, WAIT);
    const from = await redisNow();
    const successors = new Map(
      await Promise.all(STREAMED.map(async (id) => [id, await lastToken(id)] as const)),
    );
    b.signal('SIGCONT');
    // the frozen node's is closed, the other's is open
    await eventually(async () => {
      for (const id of STREAMED) expect(await sim.sockets(id)).toBe(1);
    }, WAIT);
    for (const id of STREAMED) {
      await eventually(async () => expect((await streamOf(redis, id, from)).length).toBeGreaterThan(2), WAIT);
      const tokens = (await streamOf(redis, id, from)).map(({ token }) => token);
      expect(Math.min(...tokens)).toBeGreaterThanOrEqual(successors.get(id) ?? Number.POSITIVE_INFINITY);
    }
  }, 90_000);

  it('close their websocket when the exchange is blacklisted, and hand over when told to stop', async () => {
    registry.blacklist('okx');
    await a.restart('okx').catch(() => undefined);
    await eventually(async () => expect(await sim.sockets('okx')).toBe(0), {
      timeoutMs: 2 * INTERVAL + 1_000,
    });
    const seq = await sim.latest();
    registry.blacklist();
    await streams(a, ['kraken']);
    expect(await sim.requests('okx', seq)).toBeDefined();
    const from = await redisNow();
    const starvedMs = starvation();
    expect(await a.stop()).toBe(0);
    await streams(b);
    const until = await redisNow();
    const gap = longestGap(await streamOf(redis, 'kraken', from), from, until);
    expect(gap - starvedMs()).toBeLessThan(2_000);
  }, 90_000);
});

async function lastToken(id: string): Promise<number> {
  return (await streamOf(redis, id)).at(-1)?.token ?? Number.POSITIVE_INFINITY;
}

async function lastQuotes(id: string): Promise<string> {
  const [[, fields] = ['', []]] = await redis.xrevrange(marketKeys(id).stream, '+', '-', 'COUNT', 1);
  return fields[fields.indexOf('quotes') + 1] ?? '{}';
}

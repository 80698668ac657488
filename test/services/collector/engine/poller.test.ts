import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { marketKeys } from '#lib/redis-keys.ts';
import { poller } from '#services/collector/engine/poller.ts';
import { exchangePool } from '#services/collector/poll/exchange-pool.ts';
import { planOf } from '#services/collector/registry/plan.ts';
import { marketWriter } from '#services/collector/store/market-writer.ts';
import { type Turns, turns } from '#services/collector/store/turns.ts';
import { mostAtOnce, type Simulated, simulated } from '../../../support/collector/simulated.ts';
import { unguardedTurns } from '../../../support/collector/unguarded-turns.ts';
import { eventually } from '../../../support/eventually.ts';
import { type RedisServer, startRedisServer } from '../../../support/redis-server.ts';

let server: RedisServer;
let redis: Redis;
let sim: Simulated;

beforeAll(async () => {
  [server, sim] = await Promise.all([startRedisServer(), simulated()]);
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await Promise.all([server.stop(), sim.close()]);
});

/** Two nodes' pollers with ccxt instances of their own, and the gate of `exchange` open. */
async function twoPollers(exchange: string, wrap: (turns: Turns) => Turns = (real) => real) {
  await turns(redis, 'a').setGate({ exchange, desired: 'running', version: 1, readAt: 1 });
  const plan = planOf(exchange, { pollIntervalMs: 500, symbols: null, rateLimitMs: 20 }, 500);
  return ['a', 'b'].map((node) =>
    poller({
      turns: wrap(turns(redis, node)),
      writer: marketWriter(redis),
      // long enough that only an abort ends a request within the test
      pool: exchangePool({ proxyUrl: sim.url, timeoutMs: 30_000 }),
      log: pino({ level: 'silent' }),
      findPlan: async (id) => (id === exchange ? plan : undefined),
    }),
  );
}

async function pollOnBoth(exchange: string, wrap?: (turns: Turns) => Turns): Promise<number> {
  const [a, b] = await twoPollers(exchange, wrap);
  // one after the other first, so that both have their markets
  await eventually(async () => {
    await a?.poll(exchange);
    await b?.poll(exchange);
    expect((await sim.polls(exchange)).length).toBeGreaterThanOrEqual(2 * 4);
  });
  const seq = await sim.latest();
  await sim.fault(exchange, { kind: 'latency', ms: 60 });
  await Promise.all([a?.poll(exchange), b?.poll(exchange)]);
  await sim.heal(exchange);
  const requests = await sim.polls(exchange, seq);
  expect(requests.length).toBeGreaterThanOrEqual(4);
  return mostAtOnce(requests);
}

describe('poller', () => {
  it('never has two attempts at once over two nodes; without the turn there are two', async () => {
    expect(await pollOnBoth('bitstamp')).toBe(1);
    expect(await pollOnBoth('okx', unguardedTurns)).toBe(2);
  });

  it('ends the request itself when the exchange is not active any more, and gives the turn back', async () => {
    const [a] = await twoPollers('bybit');
    await eventually(async () => {
      await a?.poll('bybit');
      expect(await redis.exists(marketKeys('bybit').tickers)).toBe(1);
    });
    await sim.fault('bybit', { kind: 'stall' });
    const seq = await sim.latest();
    const job = a?.poll('bybit');
    await eventually(async () => expect((await sim.polls('bybit', seq)).length).toBe(1));
    a?.keepOnly(new Set());
    await job;
    await eventually(async () => expect((await sim.polls('bybit', seq))[0]?.endedAt).not.toBeNull());
    expect(await redis.hget(marketKeys('bybit').fence, 'turn')).toBe('');
    await sim.heal('bybit');
  });

  it('does not poll what is not to be polled', async () => {
    const [a] = await twoPollers('coinbase');
    await a?.poll('kraken');
    expect(await sim.requests('kraken')).toEqual([]);
  });
});

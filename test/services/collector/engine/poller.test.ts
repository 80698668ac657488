import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BulkheadRejectedError } from 'cockatiel';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { marketKeys } from '#lib/redis-keys.ts';
import { poller } from '#services/collector/engine/poller.ts';
import type { SharedMarkets } from '#services/collector/markets/shared-markets.ts';
import { planOf } from '#services/collector/registry/plan.ts';
import { marketWriter } from '#services/collector/store/market-writer.ts';
import { rateLimiter, rateUse } from '#services/collector/store/rate-limiter.ts';
import { type Turns, turns } from '#services/collector/store/turns.ts';
import { endExchanges, exchanges } from '../../../support/collector/exchanges.ts';
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
  await Promise.all([endExchanges(), server.stop(), sim.close()]);
});

/** Two nodes' pollers with ccxt instances of their own, and the gate of `exchange` open. */
async function twoPollers(
  exchange: string,
  wrap: (turns: Turns) => Turns = (real) => real,
  {
    egress = ['shared', 'shared'],
    rateLimitMs = (): number => 20,
    intervalMs = 500,
    share = (markets: SharedMarkets) => markets,
  } = {},
) {
  await turns(redis, 'a').setGate({ exchange, desired: 'running', version: 1, readAt: 1 });
  const plan = () =>
    planOf(exchange, { pollIntervalMs: intervalMs, symbols: null, rateLimitMs: rateLimitMs() }, 500);
  return ['a', 'b'].map((node, at) => {
    const { pool, markets } = exchanges(redis, sim.url, 30_000);
    return poller({
      turns: wrap(turns(redis, node)),
      writer: marketWriter(redis),
      limiter: rateLimiter(redis, egress[at] ?? ''),
      // its requests have long enough that only an abort ends one within a test
      pool,
      markets: share(markets),
      log: pino({ level: 'silent' }),
      restartsOf: async () => 0,
      findPlan: async (id) => (id === exchange ? plan() : undefined),
    });
  });
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

  it('keeps to the rate limit over two nodes behind one address; each for itself, they do not', async () => {
    const RATE_LIMIT = 600;
    /** The shortest time between two requests of one poll after the other, once markets are loaded. */
    async function shortest(exchange: string, egress: string[]): Promise<number> {
      let rateLimit = 10;
      const [a, b] = await twoPollers(exchange, undefined, { egress, rateLimitMs: () => rateLimit });
      const turnAbout = async () => {
        await redis.hset(marketKeys(exchange).fence, 'takenAt', 0); // no spacing but the limiter's
        await a?.poll(exchange);
        await redis.hset(marketKeys(exchange).fence, 'takenAt', 0);
        await b?.poll(exchange);
      };
      await eventually(async () => {
        await turnAbout();
        expect(Number(await redis.hget(marketKeys(exchange).status, 'ok'))).toBeGreaterThanOrEqual(2);
      });
      rateLimit = RATE_LIMIT;
      const [seq, counted] = [await sim.latest(), await rateOf(exchange)];
      await turnAbout();
      const sent = (await sim.requests(exchange, seq)).map(({ startedAt }) => startedAt);
      expect(sent).toHaveLength(2 * 4);
      expect((await rateOf(exchange)) - counted).toBe(sent.length);
      return Math.min(...sent.slice(1).map((at, index) => at - (sent[index] ?? 0)));
    }
    const rateOf = async (exchange: string) =>
      rateUse(await redis.hgetall(marketKeys(exchange).rate), 0).requests;
    // what is late is not the limiter's doing: a request after one that was delayed seems to come early
    expect(await shortest('kraken', ['shared', 'shared'])).toBeGreaterThan(RATE_LIMIT / 2);
    expect(await shortest('bitstamp', ['one', 'two'])).toBeLessThan(RATE_LIMIT / 2);
  });

  it('gets the new markets that a restart wants after the data is written, in the same turn', async () => {
    const [a] = await twoPollers('bybit');
    const { status, fence, tickers, markets } = marketKeys('bybit');
    await eventually(async () => {
      await a?.poll('bybit');
      expect(await redis.exists(tickers)).toBe(1);
    });
    // a restart as if the markets had been loaded minutes before it
    await redis.hset(status, 'restarts', 1, 'restartedAt', Date.now() + 180_000);
    await redis.pexpire(markets, 600_000);
    await redis.hset(fence, 'takenAt', 0);
    const seq = await sim.latest();
    await a?.poll('bybit');
    const polls = (await sim.polls('bybit', seq)).length;
    const sent = await sim.requests('bybit', seq);
    expect(polls).toBeGreaterThanOrEqual(4);
    expect(sent.length).toBeGreaterThan(polls);
    expect(sent.slice(0, polls)).toEqual(await sim.polls('bybit', seq));
    expect(await redis.pttl(markets)).toBeGreaterThan(600_000);
    expect(await redis.hmget(fence, 'turn', 'until')).toEqual(['', '0']);

    // they may be why the first attempt after the restart failed: then they come first
    await redis.hset(status, 'restarts', 2, 'restartedAt', Date.now() + 180_000, 'consecutiveErrors', 1);
    await redis.hset(fence, 'takenAt', 0);
    const next = await sim.latest();
    await a?.poll('bybit');
    const [first] = await sim.requests('bybit', next);
    expect(first?.url).toContain('instruments-info');
    expect((await sim.polls('bybit', next)).length).toBe(polls);
  });

  it('polls again in the same job when its turn lapsed, rather than an interval later', async () => {
    let renewals = 0;
    const standingStill = (real: Turns): Turns => ({
      ...real,
      renew: (turn) => (renewals++ < 5 ? Promise.reject(new Error('no answer')) : real.renew(turn)),
    });
    const [a] = await twoPollers('coinbase', standingStill, { intervalMs: 30_000 });
    await sim.fault('coinbase', { kind: 'latency', ms: 700 });
    const job = a?.poll('coinbase');
    await eventually(() => expect(renewals).toBeGreaterThan(3));
    await sim.heal('coinbase');
    await job;
    expect(await redis.hget(marketKeys('coinbase').status, 'ok')).toBe('1');
  });

  it('polls again in the same job when other markets were loaded first', async () => {
    let crowded = 2;
    const share = (markets: SharedMarkets): SharedMarkets => ({
      ...markets,
      provide: (...args) =>
        crowded-- > 0 ? Promise.reject(new BulkheadRejectedError(0, 0)) : markets.provide(...args),
    });
    const [a] = await twoPollers('cryptocom', undefined, { intervalMs: 30_000, share });
    await a?.poll('cryptocom');
    expect(await redis.hmget(marketKeys('cryptocom').status, 'ok', 'failed')).toEqual(['1', null]);
  });

  it('does not poll what is not to be polled', async () => {
    const [a] = await twoPollers('coinbase');
    await a?.poll('binance');
    expect(await sim.requests('binance')).toEqual([]);
  });
});

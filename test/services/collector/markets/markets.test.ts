import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Exchange } from 'ccxt';
import { Redis } from 'ioredis';
import { marketKeys } from '#lib/redis-keys.ts';
import { type Simulator, startSimulator } from '#local/simulator/start.ts';
import { MarketsNotLoadedError } from '#services/collector/markets/markets-loader.ts';
import { packMarkets, unpackMarkets } from '#services/collector/markets/packed-markets.ts';
import { openForPolling } from '#services/collector/poll/open-for-polling.ts';
import { guardRequests, type TurnGuard } from '#services/collector/poll/request-guard.ts';
import { openExchange } from '#services/common/exchange/open-exchange.ts';
import { endExchanges, exchanges } from '../../../support/collector/exchanges.ts';
import { eventually } from '../../../support/eventually.ts';
import { type RedisServer, startRedisServer } from '../../../support/redis-server.ts';
import { simulatorClient } from '../../../support/simulator-client.ts';
import { watchStarvation } from '../../../support/starvation.ts';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');
let sim: Simulator;
let server: RedisServer;
let redis: Redis;
beforeAll(async () => {
  [sim, server] = await Promise.all([startSimulator({ clock: () => NOW }), startRedisServer()]);
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await Promise.all([endExchanges(), sim.close(), server.stop()]);
});

const control = () => simulatorClient(sim.url);
const TIMEOUT_MS = 5_000;
async function opened(id: string): Promise<Exchange> {
  const exchange = await openForPolling(id, { proxyUrl: sim.url, timeoutMs: TIMEOUT_MS }, openExchange);
  guardRequests(exchange).use(guarding());
  return exchange;
}
function guarding(overrides: Partial<TurnGuard> = {}): TurnGuard {
  return {
    signal: AbortSignal.timeout(20_000),
    check: () => {},
    reserve: async () => 0,
    validUntil: () => performance.now() + 500,
    ...overrides,
  };
}

describe('packed markets', () => {
  it.each(['binance', 'bybit', 'okx', 'bitstamp', 'kraken', 'coinbase'])(
    'of %s make an instance answer as the one that loaded them',
    async (id) => {
      const [loaded, given] = await Promise.all([opened(id), opened(id)]);
      await loaded.loadMarkets();
      unpackMarkets(given, packMarkets(loaded));
      const before = (await control().log(id)).length;
      expect(await given.fetchTickers()).toEqual(await loaded.fetchTickers());
      expect(await given.fetchOrderBook('BTC/USDT', 20)).toEqual(await loaded.fetchOrderBook('BTC/USDT', 20));
      expect(given.symbols).toEqual(loaded.symbols);
      const { id: ofExchange } = loaded.market('ETH/USDT');
      expect(given.safeSymbol(ofExchange, undefined, undefined, 'spot')).toBe('ETH/USDT');
      // the markets were not loaded once more
      expect((await control().log(id)).length - before).toBeLessThanOrEqual(2 * 3);
    },
  );
});

describe('shared markets', () => {
  const of = async (id: string) => ({
    node: exchanges(redis, sim.url, TIMEOUT_MS),
    exchange: await opened(id),
  });
  const requests = async (id: string) => (await control().log(id)).length;

  it('are loaded by the first node only, in its thread, and again when the worker was restarted', async () => {
    const [a, b] = await Promise.all([of('okx'), of('okx')]);
    const weights: number[] = [];
    const before = await requests('okx');
    const reserve = async (weight: number) => {
      weights.push(weight);
      return 0;
    };
    await a.node.markets.provide(a.exchange, 'okx', 7, guarding({ reserve }));
    const sent = (await requests('okx')) - before;
    expect(sent).toBeGreaterThan(0);
    expect(weights).toHaveLength(sent); // each was admitted by the rate limit
    const refusing = guarding({ reserve: async () => Promise.reject(new Error('nothing is to be sent')) });
    await b.node.markets.provide(b.exchange, 'okx', 7, refusing);
    expect(b.exchange.symbols).toEqual(a.exchange.symbols);
    await b.node.markets.provide(b.exchange, 'okx', 8, refusing); // restarted, but these are young
    await redis.hset(marketKeys('okx').markets, 'loadedAt', Date.now() - 300_000);
    await expect(b.node.markets.provide(b.exchange, 'okx', 8, refusing)).rejects.toThrow(
      'nothing is to be sent',
    );
    expect((await redis.hgetBuffer(marketKeys('okx').markets, 'packed'))?.length).toBeLessThan(100_000);
  });

  it('do not hold up the main thread while they are loaded', async () => {
    const { node, exchange } = await of('coinbase');
    const starvedMs = watchStarvation([process.pid]);
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    await node.markets.provide(exchange, 'coinbase', 1, guarding());
    clearInterval(timer);
    expect(Object.keys(exchange.markets ?? {}).length).toBeGreaterThan(100);
    expect(longest - starvedMs()).toBeLessThan(100); // importing the class and parsing take several times that in the thread
  });

  it('that are damaged are loaded anew', async () => {
    const { node, exchange } = await of('kraken');
    await redis.hset(marketKeys('kraken').markets, { incarnation: 9, packed: 'not zstd' });
    await node.markets.provide(exchange, 'kraken', 1, guarding());
    expect(exchange.symbols?.length).toBeGreaterThan(100);
    const another = await of('kraken');
    expect(await another.node.markets.adopt(another.exchange, 'kraken')).toBe(true);
  });

  it('fail with what the thread found out', async () => {
    const { node, exchange } = await of('bitstamp');
    await control().fail('bitstamp', { kind: 'status', status: 451 });
    const failed = await node.markets.provide(exchange, 'bitstamp', 1, guarding()).catch((error) => error);
    await control().heal('bitstamp');
    expect(failed).toBeInstanceOf(MarketsNotLoadedError);
    expect(failed.failure).toMatchObject({ code: 'GEO_BLOCKED', class: 'blocked', retryable: false });
  });

  it('are not asked for after the turn is over, however the request was admitted', async () => {
    const { node, exchange } = await of('bybit');
    const before = await requests('bybit');
    let asked = 0;
    const lapsing = guarding({
      validUntil: () => performance.now() - 1, // each answer is too late
      check() {
        if (++asked > 3) throw new Error('the turn is over');
      },
    });
    await expect(node.markets.provide(exchange, 'bybit', 1, lapsing)).rejects.toThrow('the turn is over');
    expect(await requests('bybit')).toBe(before);
  });

  it('end with the attempt: the request in the thread is closed', async () => {
    const { node, exchange } = await of('binance');
    await control().fail('binance', { kind: 'hang' });
    const controller = new AbortController();
    const seq = await control().lastSeq('binance');
    const providing = node.markets.provide(exchange, 'binance', 1, guarding({ signal: controller.signal }));
    await eventually(async () => expect((await control().log('binance', seq)).length).toBeGreaterThan(0));
    controller.abort(new Error('the exchange is not active any more'));
    await expect(providing).rejects.toThrow('not active any more');
    await eventually(async () => {
      for (const { endedAt } of await control().log('binance', seq)) expect(endedAt).not.toBeNull();
    });
    await control().heal('binance');
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Exchange } from 'ccxt';
import { BulkheadRejectedError } from 'cockatiel';
import { Redis } from 'ioredis';
import { marketKeys } from '#lib/redis-keys.ts';
import { type Simulator, startSimulator } from '#local/simulator/start.ts';
import { MarketsNotLoadedError } from '#services/collector/markets/markets-loader.ts';
import { packMarkets, unpackMarkets } from '#services/collector/markets/packed-markets.ts';
import { sharedMarkets } from '#services/collector/markets/shared-markets.ts';
import { openForPolling } from '#services/collector/poll/open-for-polling.ts';
import { guardRequests, type RequestGuard } from '#services/collector/poll/request-guard.ts';
import { openExchange } from '#services/common/exchange/open-exchange.ts';
import { endExchanges, exchanges } from '../../../support/collector/exchanges.ts';
import { eventually } from '../../../support/eventually.ts';
import { type RedisServer, startRedisServer } from '../../../support/redis-server.ts';
import { simulatorClient } from '../../../support/simulator-client.ts';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const TIMEOUT_MS = 5_000;
const KEPT_MS = 12 * 3_600_000;
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
const requests = async (id: string) => (await control().log(id)).length;

async function opened(id: string, overrides: Partial<RequestGuard> = {}): Promise<Exchange> {
  const exchange = await openForPolling(id, { proxyUrl: sim.url, timeoutMs: TIMEOUT_MS }, openExchange);
  const { signal } = new AbortController();
  guardRequests(exchange).use({ signal, check: () => {}, reserve: async () => 0, ...overrides });
  return exchange;
}
const refusing = { check: () => raise('nothing is to be sent') };
function raise(message: string): never {
  throw new Error(message);
}
const { signal: noSignal } = new AbortController();
/** One of several nodes: loads for `exchange` as its worker would. */
function node() {
  const { markets } = exchanges(redis, sim.url, TIMEOUT_MS);
  return (exchange: Exchange, signal = noSignal) => markets.provide(exchange, exchange.id, signal);
}

describe('packed markets', () => {
  it.each(['binance', 'bybit', 'okx', 'bitstamp', 'kraken', 'coinbase'])(
    'of %s make an instance answer as the one that loaded them',
    async (id) => {
      const [loaded, given] = await Promise.all([opened(id), opened(id)]);
      await loaded.loadMarkets();
      unpackMarkets(given, packMarkets(loaded));
      const before = await requests(id);
      expect(await given.fetchTickers()).toEqual(await loaded.fetchTickers());
      expect(await given.fetchOrderBook('BTC/USDT', 20)).toEqual(await loaded.fetchOrderBook('BTC/USDT', 20));
      expect(given.symbols).toEqual(loaded.symbols);
      const { id: ofExchange } = loaded.market('ETH/USDT');
      expect(given.safeSymbol(ofExchange, undefined, undefined, 'spot')).toBe('ETH/USDT');
      // the markets were not loaded once more
      expect((await requests(id)) - before).toBeLessThanOrEqual(2 * 3);
    },
  );
});

describe('shared markets', () => {
  it('are loaded by the first node only, each request under its guard', async () => {
    const weights: number[] = [];
    const first = await opened('okx', { reserve: async (weight) => weights.push(weight) - weights.length });
    const before = await requests('okx');
    await node()(first);
    expect(weights).toHaveLength((await requests('okx')) - before);
    expect(weights.length).toBeGreaterThan(0);

    const second = await opened('okx', refusing);
    await node()(second);
    expect(second.symbols).toEqual(first.symbols);
    expect((await redis.getBuffer(marketKeys('okx').markets))?.length).toBeLessThan(100_000);
  });

  it('are loaded anew when they are older than what is wanted', async () => {
    const key = marketKeys('bitstamp').markets;
    await node()(await opened('bitstamp'));
    await redis.pexpire(key, KEPT_MS - 300_000); // as if five minutes had gone by
    const { markets } = exchanges(redis, sim.url, TIMEOUT_MS);
    const exchange = await opened('bitstamp', refusing);
    await markets.provide(exchange, 'bitstamp', noSignal); // what there is, so that data comes soon
    expect(markets.areOld(exchange, 310_000)).toBe(false);
    expect(markets.areOld(exchange, 290_000)).toBe(true);
    // newer ones cannot be had: these still serve, and others are not asked for again at once
    expect(await markets.renew(exchange, 'bitstamp', 290_000, noSignal)).toBeUndefined();
    expect(exchange.symbols?.length).toBeGreaterThan(100);
    expect(markets.areOld(exchange, 290_000)).toBe(false);

    const other = await opened('bitstamp');
    await markets.provide(other, 'bitstamp', noSignal);
    await markets.renew(other, 'bitstamp', 290_000, noSignal);
    expect(markets.areOld(other, 60_000)).toBe(false);
    expect(await redis.pttl(key)).toBeGreaterThan(KEPT_MS - 60_000);
    // which the first takes over without a request
    await markets.renew(exchange, 'bitstamp', 290_000, noSignal);
    expect(markets.areOld(exchange, 60_000)).toBe(false);
  });

  it('are loaded a few at a time; who has some already goes on with those meanwhile', async () => {
    const busy = sharedMarkets(redis, { load: () => Promise.reject(new BulkheadRejectedError(0, 0)) });
    const exchange = await opened('kraken', refusing);
    await redis.del(marketKeys('kraken').markets);
    await expect(busy.provide(exchange, 'kraken', noSignal)).rejects.toThrow(BulkheadRejectedError);
    await node()(await opened('kraken'));
    await busy.provide(exchange, 'kraken', noSignal);
    await busy.renew(exchange, 'kraken', -1, noSignal);
    expect(exchange.symbols?.length).toBeGreaterThan(100);
    expect(busy.areOld(exchange, -1)).toBe(true); // it is its turn soon
  });

  it('are not asked for again by an exchange that wants to be left alone, and the attempt is told', async () => {
    const { markets } = exchanges(redis, sim.url, TIMEOUT_MS);
    const exchange = await opened('okx');
    await markets.provide(exchange, 'okx', noSignal);
    await control().fail('okx', { kind: 'status', status: 429, retryAfterSeconds: 7 });
    const banned = await markets.renew(exchange, 'okx', -1, noSignal);
    await control().heal('okx');
    expect(banned?.failure).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 7_000 });
    expect(markets.areOld(exchange, -1)).toBe(false);
  });

  it('are handed on within a node: a worker that is restarted needs neither Redis nor a request', async () => {
    const { markets } = exchanges(redis, sim.url, TIMEOUT_MS);
    const [before, after, gone] = [
      await opened('okx'),
      await opened('okx', refusing),
      await opened('okx', refusing),
    ];
    await markets.provide(before, 'okx', noSignal);
    await redis.del(marketKeys('okx').markets);
    await markets.provide(after, 'okx', noSignal);
    expect(after.symbols).toEqual(before.symbols);
    expect(markets.areOld(after, 60_000)).toBe(false);
    markets.keepOnly(new Set(['kraken']));
    await expect(markets.provide(gone, 'okx', noSignal)).rejects.toThrow('nothing is to be sent');
  });

  it('are parsed in the thread, not on the main one', async () => {
    const exchange = await opened('coinbase');
    const parsing = () => raise('the main thread parses');
    Object.assign(exchange, { fetchMarkets: parsing, setMarkets: parsing, parseMarkets: parsing });
    await node()(exchange);
    expect(Object.keys(exchange.markets ?? {}).length).toBeGreaterThan(100);
  });

  it('that are damaged are loaded anew', async () => {
    const key = marketKeys('kraken').markets;
    await redis.set(key, 'not zstd', 'PX', KEPT_MS);
    const exchange = await opened('kraken');
    await node()(exchange);
    expect(exchange.symbols?.length).toBeGreaterThan(100);
    await node()(await opened('kraken', refusing));
  });

  it.each([
    [
      { kind: 'status', status: 451 },
      { code: 'GEO_BLOCKED', class: 'blocked', retryable: false },
    ],
    [
      { kind: 'status', status: 429, retryAfterSeconds: 7 },
      { code: 'RATE_LIMITED', retryAfterMs: 7_000 },
    ],
    [{ kind: 'html' }, { class: 'bad-response' }],
    [{ kind: 'reset' }, { class: 'network' }],
  ])('fail with what the exchange answered: %j', async (fault, failure) => {
    await redis.del(marketKeys('bybit').markets);
    await control().fail('bybit', fault as Parameters<ReturnType<typeof control>['fail']>[1]);
    const failed = await node()(await opened('bybit')).catch((error) => error);
    await control().heal('bybit');
    expect(failed).toBeInstanceOf(MarketsNotLoadedError);
    expect(failed.failure).toMatchObject(failure);
  });

  it('end with the attempt: the request is closed', async () => {
    await control().fail('binance', { kind: 'hang' });
    const { signal, abort } = abortable();
    const seq = await control().lastSeq('binance');
    const providing = node()(await opened('binance', { signal }), signal);
    await eventually(async () => expect((await control().log('binance', seq)).length).toBeGreaterThan(0));
    abort(new Error('the exchange is not active any more'));
    await expect(providing).rejects.toThrow('not active any more');
    await eventually(async () => {
      for (const { endedAt } of await control().log('binance', seq)) expect(endedAt).not.toBeNull();
    });
    await control().heal('binance');
  });
});

function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: (reason: Error) => controller.abort(reason) };
}

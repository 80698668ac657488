import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Exchange } from 'ccxt';
import { readCatalog } from '#services/common/exchange/catalog.ts';
import { DeadlineError, withDeadline } from '#services/common/exchange/deadline.ts';
import { ensureMarkets } from '#services/common/exchange/ensure-markets.ts';
import { classifyFailure } from '#services/common/exchange/failure.ts';
import { openExchange } from '#services/common/exchange/open-exchange.ts';
import { checkOrderBook, checkTickers } from '#services/common/exchange/response-guards.ts';
import { type SimulatedExchanges, startSimulated } from '../../../support/ccxt/simulated.ts';
import { startHttpStub } from '../../../support/http-stub.ts';

let simulated: SimulatedExchanges;
beforeAll(async () => {
  simulated = await startSimulated();
});
afterAll(() => simulated.close());

const open = (id = 'binance') => openExchange(id, { proxyUrl: simulated.url, timeoutMs: 300 });
const markets = (exchange: Exchange, options = {}) =>
  withDeadline(2_000, (signal) => ensureMarkets(exchange, signal, options));

/** What a call became while its exchange had a fault. */
async function failureDuring(fault: Record<string, unknown>, call: () => Promise<unknown>) {
  await simulated.fault('binance', fault);
  try {
    const result = await call();
    throw new Error(`expected a failure, not ${JSON.stringify(result)}`);
  } catch (error) {
    return classifyFailure(error);
  } finally {
    await simulated.heal('binance');
  }
}

describe('openExchange', () => {
  it('keeps the native rate limit, and to it', async () => {
    const exchange = await open();
    expect(exchange.rateLimit).toBe(readCatalog().get('binance')?.rateLimit);
    expect(exchange.enableRateLimit).toBe(true);
  });

  it.each(['nosuchexchange', '../../../lib/env', '__proto__', ''])('loads nothing for %j', async (id) => {
    await expect(openExchange(id, { timeoutMs: 300 })).rejects.toThrow(RangeError);
  });
});

describe('a fault of the exchange', () => {
  it.each([
    ['refuse', {}, 'UNREACHABLE', true],
    ['hang', {}, 'TIMEOUT', true],
    ['stall', {}, 'TIMEOUT', true],
    ['reset', {}, 'UNREACHABLE', true],
    ['html', {}, 'BAD_RESPONSE', true],
    ['status', { status: 400 }, 'BAD_RESPONSE', true],
    ['status', { status: 401 }, 'AUTH_REQUIRED', false],
    ['status', { status: 403 }, 'BLOCKED', false],
    ['status', { status: 418 }, 'RATE_LIMITED', true],
    ['status', { status: 429 }, 'RATE_LIMITED', true],
    ['status', { status: 451 }, 'GEO_BLOCKED', false],
    ['status', { status: 500 }, 'UNAVAILABLE', true],
    ['status', { status: 503 }, 'UNAVAILABLE', true],
    ['status', { status: 504 }, 'TIMEOUT', true],
  ])('%s %j is %s', async (kind, more, code, retryable) => {
    const exchange = await open();
    const failure = await failureDuring({ kind, ...more }, () =>
      withDeadline(3_000, () => exchange.fetchTime()),
    );
    expect(failure).toMatchObject({ code, retryable });
    expect(failure.message).not.toMatch(/127\.0\.0\.1|https?:|binance\.com/);
  });

  it('tells how long it asked to be left alone', async () => {
    const exchange = await open();
    const fault = { kind: 'status', status: 429, retryAfterSeconds: 7 };
    expect(await failureDuring(fault, () => exchange.fetchTime())).toMatchObject({ retryAfterMs: 7_000 });
  });
});

describe('a compressed answer', () => {
  const answer = gzipSync(JSON.stringify({ serverTime: 7, padding: randomBytes(20_000).toString('hex') }));
  const failing: Record<string, (response: ServerResponse) => void> = {
    stalls: (response) => void response.write(answer.subarray(0, 9_000)),
    'is cut off': (response) => {
      response.write(answer.subarray(0, 9_000), () => response.socket?.destroy());
    },
    'is not compressed at all': (response) => void response.end(Buffer.alloc(answer.length, 7)),
    'is whole': (response) => void response.end(answer),
  };

  it.each([
    ['is whole', undefined],
    ['stalls', 'TIMEOUT'],
    ['is cut off', 'UNREACHABLE'],
    ['is not compressed at all', 'BAD_RESPONSE'],
  ])('that %s ends long before the deadline', async (how, code) => {
    const stub = await startHttpStub((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': answer.length });
      failing[how]?.(response);
    });
    const exchange = await openExchange('binance', { proxyUrl: `${stub.url}/`, timeoutMs: 300 });
    const outcome = withDeadline(10_000, () => exchange.fetchTime()).then(
      () => undefined,
      (error) => (error instanceof DeadlineError ? 'deadline' : classifyFailure(error).code),
    );
    expect(await outcome).toBe(code);
    await stub.close();
  });
});

describe('markets', () => {
  it('are loaded once, by all who ask at once', async () => {
    const exchange = await open();
    const before = (await simulated.asked('binance')).length;
    await Promise.all([markets(exchange), markets(exchange)]);
    await markets(exchange);
    const asked = (await simulated.asked('binance')).slice(before);
    expect(asked.filter((path) => path === '/api/v3/exchangeInfo')).toHaveLength(1);
  });

  it.each(['html', 'refuse', 'hang', 'stall'])(
    'are loaded after a first %s, which ccxt would remember',
    async (kind) => {
      const exchange = await open();
      await failureDuring({ kind, match: 'exchangeInfo' }, () => markets(exchange));
      expect(Object.keys(await markets(exchange)).length).toBeGreaterThan(100);
    },
  );

  it('control: ccxt itself remembers', async () => {
    const exchange = await open();
    await failureDuring({ kind: 'refuse', match: 'exchangeInfo' }, () => exchange.loadMarkets());
    await expect(exchange.loadMarkets()).rejects.toThrow();
  });

  it('survive a reload that fails', async () => {
    const exchange = await open();
    const before = Object.keys(await markets(exchange));
    for (const kind of ['html', 'hang']) {
      await failureDuring({ kind, match: 'exchangeInfo' }, () => markets(exchange, { reload: true }));
      expect(Object.keys(exchange.markets ?? {})).toEqual(before);
    }
  });

  it('end with their deadline though ccxt goes on waiting', async () => {
    const exchange = await openExchange('binance', { proxyUrl: simulated.url, timeoutMs: 60_000 });
    const fault = { kind: 'stall', match: 'exchangeInfo' };
    const load = () => withDeadline(200, (signal) => ensureMarkets(exchange, signal));
    expect(await failureDuring(fault, load)).toMatchObject({ code: 'TIMEOUT' });
    expect(Object.keys(await markets(exchange)).length).toBeGreaterThan(100);
  });
});

describe('what ccxt lets through', () => {
  it('passes what a healthy exchange answers', async () => {
    const exchange = await open();
    await markets(exchange);
    expect(Object.keys(checkTickers(await exchange.fetchTickers())).length).toBeGreaterThan(100);
    expect(checkOrderBook(await exchange.fetchOrderBook('BTC/USDT', 5)).bids.length).toBeGreaterThan(0);
  });

  it.each([undefined, null, '', [], {}, { 'BTC/USDT': {} }, { 'BTC/USDT': { last: Number.NaN } }])(
    'refuses %j for tickers',
    (tickers) => expect(() => checkTickers(tickers)).toThrow('without a single priced ticker'),
  );

  it.each([
    undefined,
    '<html>',
    {},
    { bids: [], asks: [] },
    { bids: [['1', 2]], asks: [] },
    { bids: [[1]], asks: [] },
  ])('refuses %j for an order book', (book) => expect(() => checkOrderBook(book)).toThrow('order book'));
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Exchange } from 'ccxt';
import { MODELS } from '#local/simulator/exchanges/models.ts';
import { instruments } from '#local/simulator/market/instruments.ts';
import { orderBook } from '#local/simulator/market/order-book.ts';
import { TICK_MS } from '#local/simulator/market/prices.ts';
import { ticker } from '#local/simulator/market/ticker.ts';
import { type Simulator, startSimulator } from '#local/simulator/start.ts';
import { ccxt, rejection } from './support.ts';

let now = Date.UTC(2026, 0, 15, 12, 0, 0, 100);
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ clock: () => now });
});
afterAll(() => simulator.close());

/** Whole-exchange tickers and derivatives of each, as ccxt 4.5.84 asks for them. */
// biome-ignore format: a table
const EXPECTED = [
  { id: 'binance', tickers: 340, swaps: 110, time: true, status: true, dated: true, parameter: 'symbol', refusal: 'BadSymbol' },
  { id: 'kraken', tickers: 370, swaps: 0, time: true, status: true, dated: false, parameter: 'pair', refusal: 'ExchangeError' },
  { id: 'bybit', tickers: 210, swaps: 225, time: true, status: true, dated: false, parameter: 'symbol', refusal: 'BadSymbol' },
  { id: 'okx', tickers: 275, swaps: 105, time: true, status: true, dated: true, parameter: 'instId', refusal: 'BadSymbol' },
  { id: 'coinbase', tickers: 360, swaps: 40, time: true, status: false, dated: false, parameter: 'product_id', refusal: 'ExchangeError' },
  { id: 'bitstamp', tickers: 270, swaps: 0, time: false, status: false, dated: true, parameter: 'pair', refusal: 'ExchangeError' },
  { id: 'cryptocom', tickers: 325, swaps: 60, time: false, status: false, dated: true, parameter: 'instrument_name', refusal: 'BadRequest' },
  { id: 'mexc', tickers: 250, swaps: 80, time: true, status: true, dated: true, parameter: 'symbol', refusal: 'BadSymbol' },
  { id: 'poloniex', tickers: 240, swaps: 50, time: true, status: false, dated: true, parameter: 'symbol', refusal: 'BadSymbol' },
];

it('covers every model', () => {
  expect(EXPECTED.map(({ id }) => id)).toEqual(MODELS.map(({ id }) => id));
});

describe.each(EXPECTED)('$id through ccxt', (expected) => {
  const { id, tickers, swaps, time, status, dated, parameter, refusal } = expected;
  let exchange: Exchange;
  beforeAll(async () => {
    exchange = await ccxt(id, simulator.url);
    await exchange.loadMarkets();
  });

  it('loads its markets, all of them active and complete', () => {
    const markets = Object.values(exchange.markets ?? {});
    expect(markets.filter((market) => market?.spot).length).toBeGreaterThan(200);
    expect(markets.filter((market) => market?.swap)).toHaveLength(swaps);
    for (const symbol of ['BTC/USDT', 'ETH/USDT', 'SOL/USDT'])
      expect(exchange.markets).toHaveProperty([symbol]);
    const incomplete = markets.filter((market) => {
      const { price, amount } = market?.precision ?? {};
      return (
        !market?.active || !market.base || !market.quote || !(Number(price) > 0) || !(Number(amount) > 0)
      );
    });
    expect(incomplete).toEqual([]);
    expect(Object.keys(exchange.currencies)).toEqual(expect.arrayContaining(['BTC', 'ETH', 'SOL', 'USDT']));
  });

  it('tells the time and its status when it has them', async () => {
    expect(Boolean(exchange.has.fetchTime)).toBe(time);
    expect(Boolean(exchange.has.fetchStatus)).toBe(status);
    if (time) expect(Math.abs(((await exchange.fetchTime()) as number) - now)).toBeLessThan(1_000);
    if (status) expect(await exchange.fetchStatus()).toMatchObject({ status: 'ok' });
  });

  it('gives sane tickers of the whole exchange', async () => {
    const all = Object.values(await exchange.fetchTickers());
    expect(all).toHaveLength(tickers);
    const problems = all.filter((ticker) => {
      const { symbol = '', bid, ask, last, high, low, baseVolume, timestamp } = ticker;
      if (!exchange.markets?.[symbol] || !last || !baseVolume) return true;
      if (bid !== undefined && ask !== undefined && !(bid < last && last < ask)) return true;
      if (high !== undefined && low !== undefined && !(low <= last && last <= high)) return true;
      return dated ? Math.abs((timestamp ?? 0) - now) > 1_000 : timestamp !== undefined;
    });
    expect(problems).toEqual([]);
  });

  it('is parsed to the values that were sent', async () => {
    const listed = instruments(id, 'spot', { USDT: 3 }).find(({ base }) => base === 'ETH');
    if (!listed) throw new Error('ETH/USDT is not listed');
    const at = Math.floor(now / TICK_MS) * TICK_MS;
    const sent = ticker(listed, at);
    const { last, bid, ask, high, low, baseVolume } = await exchange.fetchTicker('ETH/USDT');
    expect({ last, bid, ask }).toEqual({
      last: Number(sent.last),
      bid: Number(sent.bid),
      ask: Number(sent.ask),
    });
    // coinbase tells of neither for one symbol
    expect([undefined, Number(sent.high)]).toContain(high);
    expect([undefined, Number(sent.low)]).toContain(low);
    expect([undefined, Number(sent.baseVolume)]).toContain(baseVolume);
    const levels = orderBook(listed, at, 20);
    const { bids, asks } = await exchange.fetchOrderBook('ETH/USDT', 20);
    const numbers = (side: unknown[][]) =>
      side.slice(0, 20).map(([price, amount]) => [Number(price), Number(amount)]);
    expect([numbers(bids), numbers(asks)]).toEqual([numbers(levels.bids), numbers(levels.asks)]);
  });

  it('gives order books that agree with the ticker', async () => {
    for (const symbol of ['BTC/USDT', 'ETH/USDT', 'SOL/USDT']) {
      const book = await exchange.fetchOrderBook(symbol, 20);
      const { bid, ask } = await exchange.fetchTicker(symbol);
      const prices = (side: typeof book.bids) => side.map(([price]) => price as number);
      const [bids, asks] = [prices(book.bids), prices(book.asks)];
      expect(bids.length).toBe(id === 'bitstamp' ? 100 : 20);
      expect(asks.length).toBe(bids.length);
      expect(bids).toEqual([...bids].sort((a, b) => b - a));
      expect(asks).toEqual([...asks].sort((a, b) => a - b));
      expect([bids[0], asks[0]]).toEqual([bid, ask]);
    }
  });

  it('moves its prices with the clock, and only with it', async () => {
    const lasts = async () => Object.values(await exchange.fetchTickers()).map(({ last }) => last);
    const before = await lasts();
    expect(await lasts()).toEqual(before);
    now += 1_000;
    const after = await lasts();
    expect(after.filter((last, i) => last !== before[i]).length).toBeGreaterThan(before.length * 0.9);
  });

  it('refuses a symbol it does not list', async () => {
    // ccxt lets a request's parameters be overridden.
    const params = { [parameter]: 'NOTHING' };
    const error = await rejection(exchange.fetchOrderBook('BTC/USDT', 20, params));
    expect(error.constructor.name).toBe(refusal);
  });
});

describe('derivatives', () => {
  it.each([
    ['binance', 'BTC/USDT:USDT', 'linear', 90],
    ['binance', 'BTC/USD:BTC', 'inverse', 20],
    ['bybit', 'BTC/USDT:USDT', 'linear', 210],
    ['bybit', 'BTC/USD:BTC', 'inverse', 15],
    ['okx', 'BTC/USDT:USDT', 'linear', 105],
    ['mexc', 'BTC/USDT:USDT', 'linear', 80],
    ['poloniex', 'BTC/USDT:USDT', 'linear', 50],
  ])('%s lists, quotes and books %s', async (id, symbol, subType, count) => {
    const exchange = await ccxt(id, simulator.url);
    const tickers = await exchange.fetchTickers(undefined, { type: 'swap', subType });
    expect(Object.keys(tickers)).toHaveLength(count);
    expect(tickers[symbol]?.last).toBeGreaterThan(0);
    expect((await exchange.fetchOrderBook(symbol, 20)).bids).toHaveLength(20);
  });
});

import { type Instrument, instruments } from '../market/instruments.ts';
import { type Level, orderBook } from '../market/order-book.ts';
import { count, describe, find, listed } from './listed.ts';
import { type ExchangeModel, Refusal } from './model.ts';
import { currency, perpetual, perpetualTicker, spotMarket, spotTicker } from './poloniex-shapes.ts';

const SPOT = listed(
  instruments('poloniex', 'spot', { USDT: 150, USDC: 40, BTC: 30, TRX: 20 }),
  (it) => `${it.base}_${it.quote}`,
);
const LINEAR = listed(instruments('poloniex', 'linear', { USDT: 50 }), (it) => `${it.base}_${it.quote}_PERP`);
const CODES = new Set([...SPOT.values()].flatMap((it) => [it.base, it.quote]));

/** Spot and USDT-margined perpetuals. Source: https://api-docs.poloniex.com */
export const poloniex: ExchangeModel = {
  id: 'poloniex',
  hosts: ['api.poloniex.com'],
  routes: [
    { path: '/timestamp', changes: 'each-request', body: ({ now }) => ({ serverTime: now }) },
    { path: '/v2/currencies', changes: 'never', body: () => [...CODES].map(currency) },
    { path: '/markets', changes: 'never', body: () => describe(SPOT, spotMarket) },
    {
      path: '/markets/ticker24h',
      changes: 'each-tick',
      body: ({ now }) => describe(SPOT, (id, it) => spotTicker(id, it, now)),
    },
    {
      path: '/markets/:symbol/ticker24h',
      changes: 'each-tick',
      body: ({ params: { symbol = '' }, now }) => spotTicker(symbol, spotOf(symbol), now),
    },
    {
      path: '/markets/:symbol/orderBook',
      changes: 'each-tick',
      body: ({ params: { symbol = '' }, query, now }) => {
        const { bids, asks } = orderBook(spotOf(symbol), now, levels(query));
        // prices and amounts in turn, in one list
        return { time: now, scale: '-1', asks: asks.flat(), bids: bids.flat(), ts: now };
      },
    },
    { path: '/v3/market/allInstruments', changes: 'never', body: () => ok(describe(LINEAR, perpetual)) },
    {
      path: '/v3/market/tickers',
      changes: 'each-tick',
      body: ({ query, now }) => {
        const symbol = query.get('symbol');
        if (symbol === null) return ok(describe(LINEAR, (id, it) => perpetualTicker(id, it, now)));
        return ok([perpetualTicker(symbol, find(LINEAR, symbol, unknownPerpetual), now)]);
      },
    },
    {
      path: '/v3/market/orderBook',
      changes: 'each-tick',
      body: ({ query, now }) => {
        const it = find(LINEAR, query.get('symbol'), unknownPerpetual);
        const { bids, asks } = orderBook(it, now, levels(query));
        const level = ([price, amount]: Level) => [price, amount];
        return ok({ asks: asks.map(level), bids: bids.map(level), s: '1', ts: now });
      },
    },
  ],
  failure(status) {
    if (status === 429) return { code: 429, message: 'Too many requests' };
    if (status === 401 || status === 403 || status === 451) return { code: 403, message: 'Access denied' };
    if (status < 500) return { code: 400, message: 'Bad Request' };
    return { code: 500, message: 'Internal System Error' };
  },
};

function spotOf(symbol: string): Instrument {
  return find(SPOT, symbol, () => new Refusal(400, { code: 24101, message: 'Invalid symbol.' }));
}

function levels(query: URLSearchParams): number {
  const refusal = () => new Refusal(400, { code: 400, message: 'Invalid limit' });
  return count(query.get('limit'), { fallback: 10, max: 150 }, refusal);
}

function unknownPerpetual(): Refusal {
  return new Refusal(200, { code: 10001, msg: 'SYMBOL_NOT_EXISTS' });
}

function ok(data: unknown) {
  return { code: 200, msg: 'Success', data };
}

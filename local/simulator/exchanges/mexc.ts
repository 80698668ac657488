import { instruments } from '../market/instruments.ts';
import { orderBook } from '../market/order-book.ts';
import { count, describe, find, listed } from './listed.ts';
import { contract, contractTicker, spotMarket, spotTicker } from './mexc-shapes.ts';
import { type ExchangeModel, Refusal } from './model.ts';

const SPOT = listed(
  instruments('mexc', 'spot', { USDT: 150, USDC: 60, BTC: 15, ETH: 10, EUR: 15 }),
  (it) => it.base + it.quote,
);
const LINEAR = listed(instruments('mexc', 'linear', { USDT: 80 }), (it) => `${it.base}_${it.quote}`);
const CONTRACT = '/api/v1/contract';

/** Spot and USDT-margined perpetuals. Source: https://www.mexc.com/api-docs/spot-v3/introduction */
export const mexc: ExchangeModel = {
  id: 'mexc',
  hosts: ['api.mexc.com'],
  routes: [
    { path: '/api/v3/ping', changes: 'never', body: () => ({}) },
    { path: '/api/v3/time', changes: 'each-request', body: ({ now }) => ({ serverTime: now }) },
    {
      path: '/api/v3/exchangeInfo',
      changes: 'never',
      body: () => ({
        timezone: 'CST',
        rateLimits: [],
        exchangeFilters: [],
        symbols: describe(SPOT, spotMarket),
      }),
    },
    {
      path: '/api/v3/ticker/24hr',
      changes: 'each-tick',
      body: ({ query, now }) => {
        const symbol = query.get('symbol');
        if (symbol === null) return describe(SPOT, (id, it) => spotTicker(id, it, now));
        return spotTicker(symbol, find(SPOT, symbol, unknownSymbol), now);
      },
    },
    {
      path: '/api/v3/depth',
      changes: 'each-tick',
      body: ({ query, now }) => {
        const it = find(SPOT, query.get('symbol'), unknownSymbol);
        const { bids, asks, sequence } = orderBook(it, now, levels(query));
        return { lastUpdateId: sequence, bids, asks, timestamp: now };
      },
    },
    {
      path: `${CONTRACT}/ping`,
      changes: 'each-request',
      body: ({ now }) => ok(now),
    },
    { path: `${CONTRACT}/detail`, changes: 'never', body: () => ok(describe(LINEAR, contract)) },
    {
      path: `${CONTRACT}/ticker`,
      changes: 'each-tick',
      body: ({ query, now }) => {
        const symbol = query.get('symbol');
        if (symbol === null) return ok(describe(LINEAR, (id, it) => contractTicker(id, it, now)));
        return ok(contractTicker(symbol, find(LINEAR, symbol, unknownContract), now));
      },
    },
    {
      path: `${CONTRACT}/depth/:symbol`,
      changes: 'each-tick',
      body: ({ params, query, now }) => {
        const it = find(LINEAR, params.symbol ?? '', unknownContract);
        const { bids, asks, sequence } = orderBook(it, now, levels(query));
        /** Price, contracts, number of orders. */
        const level = ([price, amount]: [string, string]) => [Number(price), Number(amount), 1];
        return ok({ asks: asks.map(level), bids: bids.map(level), version: sequence, timestamp: now });
      },
    },
  ],
  failure(status) {
    if (status === 429) return { code: 429, msg: 'Too Many Requests' };
    if (status === 401 || status === 403 || status === 451) return { code: 403, msg: 'Access Denied' };
    if (status < 500) return { code: 700004, msg: "Mandatory parameter 'symbol' was not sent." };
    return { code: 500, msg: 'Internal error' };
  },
};

function levels(query: URLSearchParams): number {
  return count(
    query.get('limit'),
    { fallback: 100, max: 5_000 },
    () => new Refusal(400, { code: 33333, msg: 'Illegal limit' }),
  );
}

function ok(data: unknown) {
  return { success: true, code: 0, data };
}

function unknownSymbol(): Refusal {
  return new Refusal(400, { msg: 'Invalid symbol.', code: -1121, _extend: null });
}

function unknownContract(): Refusal {
  return new Refusal(200, { success: false, code: 1001, message: 'Contract does not exist!' });
}

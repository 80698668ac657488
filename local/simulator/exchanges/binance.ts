import { type Instrument, instruments } from '../market/instruments.ts';
import { orderBook } from '../market/order-book.ts';
import { contractMarket, contractTicker, spotMarket, spotTicker } from './binance-shapes.ts';
import { count, describe, find, type Listed, listed } from './listed.ts';
import { type ExchangeModel, type ModelRequest, Refusal, type Route } from './model.ts';

const ID = 'binance';
const SPOT = listed(
  instruments(ID, 'spot', { USDT: 150, BTC: 60, USDC: 60, ETH: 30, FDUSD: 20, EUR: 20 }),
  (it) => it.base + it.quote,
);
const LINEAR = listed(instruments(ID, 'linear', { USDT: 80, USDC: 10 }), (it) => it.base + it.quote);
const INVERSE = listed(instruments(ID, 'inverse', { USD: 20 }), (it) => `${it.base}${it.quote}_PERP`);

/** Spot, USD-margined and coin-margined perpetuals. Source: https://developers.binance.com/docs */
export const binance: ExchangeModel = {
  id: ID,
  hosts: ['api.binance.com', 'fapi.binance.com', 'dapi.binance.com'],
  routes: [
    {
      host: 'api.binance.com',
      path: '/sapi/v1/system/status',
      changes: 'never',
      body: () => ({ status: 0, msg: 'normal' }),
    },
    ...routes('api.binance.com', '/api/v3', SPOT, spotMarket, spotTicker),
    ...routes('fapi.binance.com', '/fapi/v1', LINEAR, contractMarket, contractTicker),
    ...routes('dapi.binance.com', '/dapi/v1', INVERSE, contractMarket, contractTicker),
  ],
  failure(status) {
    if (status === 429 || status === 418) {
      return { code: -1003, msg: 'Too many requests; current limit of IP is 6000 requests per minute.' };
    }
    if (status === 451) return { code: 0, msg: 'Service unavailable from a restricted location.' };
    if (status === 401 || status === 403) return { code: -2015, msg: 'Invalid API-key, IP, or permissions.' };
    if (status < 500) return { code: -1100, msg: 'Illegal characters found in a parameter.' };
    return { code: -1001, msg: 'Internal error; unable to process your request. Please try again.' };
  },
};

function routes(
  host: string,
  base: string,
  from: Listed,
  market: (id: string, instrument: Instrument) => unknown,
  tickerOf: (id: string, instrument: Instrument, now: number) => unknown,
): Route[] {
  return [
    { host, path: `${base}/ping`, changes: 'never', body: () => ({}) },
    {
      host,
      path: `${base}/time`,
      changes: 'each-request',
      body: ({ now }) => ({ serverTime: now }),
    },
    {
      host,
      path: `${base}/exchangeInfo`,
      changes: 'never',
      body: () => ({
        timezone: 'UTC',
        rateLimits: [],
        exchangeFilters: [],
        symbols: describe(from, market),
      }),
    },
    {
      host,
      path: `${base}/ticker/24hr`,
      changes: 'each-tick',
      body: ({ query, now }) => {
        const symbol = query.get('symbol');
        if (symbol !== null) return tickerOf(symbol, find(from, symbol, unknownSymbol), now);
        const wanted = query.get('symbols');
        const ids = wanted === null ? [...from.keys()] : parseSymbols(wanted);
        return ids.map((id) => tickerOf(id, find(from, id, unknownSymbol), now));
      },
    },
    { host, path: `${base}/depth`, changes: 'each-tick', body: (request) => depth(from, request) },
  ];
}

function depth(from: Listed, { query, now }: ModelRequest): unknown {
  const it = find(from, query.get('symbol'), unknownSymbol);
  const levels = count(query.get('limit'), { fallback: 100, max: 5_000 }, () =>
    refusal(-1130, "Data sent for parameter 'limit' is not valid."),
  );
  const { bids, asks, sequence } = orderBook(it, now, levels);
  // Only the derivatives' books say when they are from.
  return { lastUpdateId: sequence, ...(from !== SPOT && { E: now, T: now }), bids, asks };
}

/** `symbols` is a JSON array of ids. */
function parseSymbols(text: string): string[] {
  try {
    const ids: unknown = JSON.parse(text);
    if (Array.isArray(ids)) return ids.map(String);
  } catch {}
  throw refusal(-1100, "Illegal characters found in parameter 'symbols'.");
}

function unknownSymbol(): Refusal {
  return refusal(-1121, 'Invalid symbol.');
}

function refusal(code: number, msg: string): Refusal {
  return new Refusal(400, { code, msg });
}

import { type Instrument, instruments } from '../market/instruments.ts';
import { orderBook } from '../market/order-book.ts';
import { contractInstrument, contractTicker, spotInstrument, spotTicker } from './bybit-shapes.ts';
import { count, describe, find, type Listed, listed } from './listed.ts';
import { type ExchangeModel, type ModelRequest, Refusal } from './model.ts';

interface Category {
  listed: Listed;
  /** Levels of the deepest book. */
  depth: number;
  instrument(id: string, it: Instrument): unknown;
  ticker(id: string, it: Instrument, now: number): unknown;
}

const contract = { depth: 500, instrument: contractInstrument, ticker: contractTicker };
const CATEGORIES = {
  spot: {
    listed: listed(
      instruments('bybit', 'spot', { USDT: 150, USDC: 70, BTC: 30, EUR: 30 }),
      (it) => it.base + it.quote,
    ),
    depth: 200,
    instrument: spotInstrument,
    ticker: spotTicker,
  },
  linear: {
    listed: listed(instruments('bybit', 'linear', { USDT: 150, USDC: 60 }), (it) =>
      it.quote === 'USDC' ? `${it.base}PERP` : it.base + it.quote,
    ),
    ...contract,
  },
  inverse: {
    listed: listed(instruments('bybit', 'inverse', { USD: 15 }), (it) => it.base + it.quote),
    ...contract,
  },
  /** There are options at the real exchange; here are none listed. */
  option: { listed: new Map(), ...contract },
} satisfies Record<string, Category>;
type CategoryName = keyof typeof CATEGORIES;

/** Spot, linear and inverse perpetuals. Source: https://bybit-exchange.github.io/docs/v5/intro */
export const bybit: ExchangeModel = {
  id: 'bybit',
  hosts: ['api.bybit.com'],
  routes: [
    {
      path: '/v5/market/time',
      changes: 'each-request',
      body: ({ now }) =>
        envelope(now, 0, 'OK', {
          timeSecond: String(Math.floor(now / 1000)),
          timeNano: `${now}000000`,
        }),
    },
    {
      path: '/v5/system/status',
      changes: 'each-request',
      body: ({ now }) => envelope(now, 0, 'OK', { list: [] }),
    },
    {
      path: '/v5/market/instruments-info',
      changes: 'never',
      body: ({ query, now }) => {
        const name = categoryName(query, now);
        const category = CATEGORIES[name];
        const trading = (query.get('status') ?? 'Trading') === 'Trading';
        const list = trading ? describe(selected(category.listed, query, now), category.instrument) : [];
        return envelope(now, 0, 'OK', { category: name, list, nextPageCursor: '' });
      },
    },
    {
      path: '/v5/market/tickers',
      changes: 'each-tick',
      body: ({ query, now }) => {
        const name = categoryName(query, now);
        const category = CATEGORIES[name];
        const list = describe(selected(category.listed, query, now), (id, it) =>
          category.ticker(id, it, now),
        );
        return envelope(now, 0, 'OK', { category: name, list });
      },
    },
    { path: '/v5/market/orderbook', changes: 'each-tick', body: book },
  ],
  failure(status, now) {
    if (status === 429) return envelope(now, 10018, 'Exceeded the IP Rate Limit.', {});
    if (status === 403 || status === 451) return envelope(now, 10024, 'Compliance rules triggered.', {});
    if (status === 401) return envelope(now, 10003, 'API key is invalid.', {});
    if (status < 500) return envelope(now, 10001, 'Request parameter error.', {});
    return envelope(now, 10016, 'Internal server error.', {});
  },
};

function book({ query, now }: ModelRequest): unknown {
  const category = CATEGORIES[categoryName(query, now)];
  const symbol = query.get('symbol');
  const it = find(category.listed, symbol, () => refusal(now, 'Not supported symbols'));
  const range = { fallback: 25, max: category.depth };
  const levels = count(query.get('limit'), range, () => refusal(now, 'The limit is out of range.'));
  const { bids, asks, sequence } = orderBook(it, now, levels);
  return envelope(now, 0, 'OK', {
    s: symbol,
    b: bids,
    a: asks,
    ts: now,
    u: sequence,
    seq: sequence,
    cts: now,
  });
}

function categoryName(query: URLSearchParams, now: number): CategoryName {
  const name = query.get('category') ?? '';
  if (Object.hasOwn(CATEGORIES, name)) return name as CategoryName;
  throw refusal(now, 'Illegal category');
}

/** All of a category, or the one symbol that is asked for. */
function selected(from: Listed, query: URLSearchParams, now: number): Listed {
  const symbol = query.get('symbol');
  if (symbol === null) return from;
  return new Map([[symbol, find(from, symbol, () => refusal(now, 'Not supported symbols'))]]);
}

/** Bybit sends its errors with status 200. */
function refusal(now: number, message: string): Refusal {
  return new Refusal(200, envelope(now, 10001, message, {}));
}

function envelope(now: number, retCode: number, retMsg: string, result: unknown) {
  return { retCode, retMsg, result, retExtInfo: {}, time: now };
}

import { isCash, USD_PRICE } from '../market/assets.ts';
import { instruments } from '../market/instruments.ts';
import { orderBook } from '../market/order-book.ts';
import { usdPrice } from '../market/prices.ts';
import { ticker } from '../market/ticker.ts';
import { perpetual, product } from './coinbase-shapes.ts';
import { count, find, type Listed, listed } from './listed.ts';
import { type ExchangeModel, type ModelRequest, Refusal } from './model.ts';

const SPOT = listed(
  instruments('coinbase', 'spot', { USD: 150, USDC: 100, EUR: 40, GBP: 25, USDT: 25, BTC: 20 }),
  (it) => `${it.base}-${it.quote}`,
);
const PERPETUAL = listed(instruments('coinbase', 'perpetual', { USDC: 40 }), (it) => `${it.base}-PERP-INTX`);
const ALL: Listed = new Map([...SPOT, ...PERPETUAL]);
const CODES = [...USD_PRICE.keys()];
const FIAT = ['USD', 'EUR', 'GBP'];

/** Spot and perpetuals. Source: https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/rest-api */
export const coinbase: ExchangeModel = {
  id: 'coinbase',
  hosts: ['api.coinbase.com'],
  routes: [
    {
      path: '/v2/time',
      changes: 'each-request',
      body: ({ now }) => ({ data: { iso: isoSeconds(now), epoch: Math.floor(now / 1000) } }),
    },
    {
      path: '/api/v3/brokerage/time',
      changes: 'each-request',
      body: ({ now }) => ({
        iso: isoSeconds(now),
        epochSeconds: String(Math.floor(now / 1000)),
        epochMillis: String(now),
      }),
    },
    {
      path: '/v2/currencies',
      changes: 'never',
      body: () => ({ data: FIAT.map((id) => ({ id, name: id, min_size: '0.01' })) }),
    },
    {
      path: '/v2/currencies/crypto',
      changes: 'never',
      body: () => ({ data: CODES.filter((code) => !FIAT.includes(code)).map(crypto) }),
    },
    {
      path: '/v2/exchange-rates',
      changes: 'each-tick',
      body: ({ now }) => ({
        data: {
          currency: 'USD',
          rates: Object.fromEntries(CODES.map((code) => [code, String(1 / usdPrice(code, now))])),
        },
      }),
    },
    { path: '/api/v3/brokerage/market/products', changes: 'each-tick', body: products },
    {
      path: '/api/v3/brokerage/market/products/:id/ticker',
      changes: 'each-tick',
      body: ({ params, now }) => latestTrade(params.id ?? '', now),
    },
    { path: '/api/v3/brokerage/market/product_book', changes: 'each-tick', body: book },
  ],
  failure(status) {
    if (status === 429) return { errors: [{ id: 'rate_limit_exceeded', message: 'Too many requests' }] };
    if (status === 401) return { error: 'unauthorized', message: 'Unauthorized' };
    if (status === 403 || status === 451) {
      return { error: 'PERMISSION_DENIED', error_details: 'Not available in your region', message: '' };
    }
    if (status < 500) return { error: 'INVALID_ARGUMENT', error_details: 'invalid request', message: '' };
    return { error: 'internal_server_error', error_details: 'Internal server error', message: '' };
  },
};

function products({ query, now }: ModelRequest): unknown {
  const wanted = query.getAll('product_ids');
  const ids = wanted.length > 0 ? wanted : [...kindOf(query).keys()];
  const found = ids.map((id) => {
    const it = find(ALL, id, unknownProduct);
    return SPOT.has(id) ? product(id, it, now) : perpetual(id, it, now);
  });
  return { products: found, num_products: found.length };
}

/** Spot unless futures are asked for; of those the real exchange has expiring ones too, here are none. */
function kindOf(query: URLSearchParams): Listed {
  if (query.get('product_type') !== 'FUTURE') return SPOT;
  return query.get('contract_expiry_type') === 'PERPETUAL' ? PERPETUAL : new Map();
}

function latestTrade(id: string, now: number): unknown {
  const t = ticker(find(ALL, id, unknownProduct), now);
  const time = new Date(now).toISOString();
  const trade = { trade_id: String(now), product_id: id, price: t.last, size: t.lastSize, time, side: 'BUY' };
  return { trades: [{ ...trade, bid: '', ask: '' }], best_bid: t.bid, best_ask: t.ask };
}

function book({ query, now }: ModelRequest): unknown {
  const id = query.get('product_id');
  const it = find(ALL, id, unknownProduct);
  const levels = count(query.get('limit'), { fallback: 100, max: 1_000 }, () => refusal('invalid limit'));
  const { bids, asks } = orderBook(it, now, levels);
  const level = ([price, size]: [string, string]) => ({ price, size });
  return {
    pricebook: {
      product_id: id,
      bids: bids.map(level),
      asks: asks.map(level),
      time: new Date(now).toISOString(),
    },
  };
}

function crypto(code: string): unknown {
  return {
    asset_id: `00000000-0000-4000-8000-${Buffer.from(code).toString('hex').padStart(12, '0').slice(-12)}`,
    code,
    name: code,
    color: '#0433FF',
    sort_index: 100,
    exponent: isCash(code) ? 6 : 8,
    type: 'crypto',
    address_regex: '^.+$',
  };
}

function isoSeconds(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19)}Z`;
}

function unknownProduct(): Refusal {
  return new Refusal(404, {
    error: 'NOT_FOUND',
    error_details: 'valid product_id is required',
    message: 'valid product_id is required',
  });
}

function refusal(message: string): Refusal {
  return new Refusal(400, { error: 'INVALID_ARGUMENT', error_details: message, message });
}

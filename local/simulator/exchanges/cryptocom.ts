import { type Instrument, instruments, stepOf } from '../market/instruments.ts';
import { type Level, orderBook } from '../market/order-book.ts';
import { ticker } from '../market/ticker.ts';
import { count, describe, find, type Listed, listed } from './listed.ts';
import { type ExchangeModel, Refusal } from './model.ts';

const SPOT = listed(
  instruments('cryptocom', 'spot', { USD: 130, USDT: 100, BTC: 20, EUR: 15 }),
  (it) => `${it.base}_${it.quote}`,
);
const PERPETUAL = listed(
  instruments('cryptocom', 'linear', { USD: 60 }),
  (it) => `${it.base}${it.quote}-PERP`,
);
const ALL: Listed = new Map([...SPOT, ...PERPETUAL]);
const BASE = '/exchange/v1/public';

/** Spot and USD-settled perpetuals. Source: https://exchange-docs.crypto.com/exchange/v1/rest-ws/index.html */
export const cryptocom: ExchangeModel = {
  id: 'cryptocom',
  hosts: ['api.crypto.com'],
  routes: [
    {
      path: `${BASE}/get-instruments`,
      changes: 'never',
      body: () => ok('get-instruments', { data: describe(ALL, instrument) }),
    },
    {
      path: `${BASE}/get-tickers`,
      changes: 'each-tick',
      body: ({ query, now }) => {
        const id = query.get('instrument_name');
        const data =
          id === null
            ? describe(ALL, (each, it) => dayTicker(each, it, now))
            : [dayTicker(id, find(ALL, id, unknownInstrument), now)];
        return ok('get-tickers', { data });
      },
    },
    {
      path: `${BASE}/get-book`,
      changes: 'each-tick',
      body: ({ query, now }) => {
        const id = query.get('instrument_name');
        const it = find(ALL, id, unknownInstrument);
        const depth = count(query.get('depth'), { fallback: 50, max: 50 }, () =>
          refusal('get-book', 40004, 'Invalid depth'),
        );
        const { bids, asks } = orderBook(it, now, depth);
        /** Price, amount, number of orders. */
        const level = ([price, amount]: Level) => [price, amount, '1'];
        const data = [{ bids: bids.map(level), asks: asks.map(level), t: now }];
        return ok('get-book', { depth, data, instrument_name: id });
      },
    },
  ],
  failure(status) {
    const body = (code: number, message: string) => ({ id: -1, code, message });
    if (status === 429) return body(42901, 'TOO_MANY_REQUESTS');
    if (status === 401) return body(40101, 'UNAUTHORIZED');
    if (status === 403 || status === 451) return body(40103, 'IP_ILLEGAL');
    return status < 500 ? body(40004, 'MISSING_OR_INVALID_ARGUMENT') : body(50001, 'ERR_INTERNAL');
  },
};

function instrument(symbol: string, it: Instrument): unknown {
  const perpetual = symbol.endsWith('-PERP');
  return {
    symbol,
    inst_type: perpetual ? 'PERPETUAL_SWAP' : 'CCY_PAIR',
    display_name: perpetual ? `${it.base}${it.quote} Perpetual` : `${it.base}/${it.quote}`,
    base_ccy: it.base,
    quote_ccy: it.quote,
    quote_decimals: it.priceDecimals,
    quantity_decimals: it.amountDecimals,
    price_tick_size: stepOf(it.priceDecimals),
    qty_tick_size: stepOf(it.amountDecimals),
    max_leverage: '50',
    tradable: true,
    expiry_timestamp_ms: 0,
    beta_product: false,
    ...(perpetual && { underlying_symbol: `${it.base}${it.quote}-INDEX`, contract_size: '1' }),
    margin_buy_enabled: false,
    margin_sell_enabled: false,
  };
}

function dayTicker(symbol: string, it: Instrument, now: number): unknown {
  const t = ticker(it, now);
  return {
    i: symbol,
    h: t.high,
    l: t.low,
    a: t.last,
    v: t.baseVolume,
    vv: t.quoteVolume,
    c: t.changeRatio.toFixed(4),
    b: t.bid,
    k: t.ask,
    ...(symbol.endsWith('-PERP') && { oi: t.baseVolume }),
    t: now,
  };
}

function ok(method: string, result: object) {
  return { id: -1, method: `public/${method}`, code: 0, result };
}

function unknownInstrument(): Refusal {
  return refusal('get-book', 40004, 'Invalid instrument_name');
}

function refusal(method: string, code: number, message: string): Refusal {
  return new Refusal(400, { id: -1, method: `public/${method}`, code, message });
}

import { isCash } from '../market/assets.ts';
import { type Instrument, instruments } from '../market/instruments.ts';
import { orderBook } from '../market/order-book.ts';
import { ticker } from '../market/ticker.ts';
import { describe, find, listed } from './listed.ts';
import { type ExchangeModel, Refusal } from './model.ts';

const PAIRS = listed(
  instruments('bitstamp', 'spot', { USD: 120, EUR: 90, BTC: 25, USDT: 10, USDC: 10, GBP: 15 }),
  (it) => `${it.base}${it.quote}`.toLowerCase(),
);
const CODES = new Set([...PAIRS.values()].flatMap((it) => [it.base, it.quote]));
/** The real books have no limit to be asked for. */
const LEVELS = 100;

/** Spot. Source: https://www.bitstamp.net/api */
export const bitstamp: ExchangeModel = {
  id: 'bitstamp',
  hosts: ['www.bitstamp.net'],
  routes: [
    { path: '/api/v2/markets/', changes: 'never', body: () => describe(PAIRS, market) },
    { path: '/api/v2/trading-pairs-info/', changes: 'never', body: () => describe(PAIRS, tradingPair) },
    { path: '/api/v2/currencies/', changes: 'never', body: () => [...CODES].map(currency) },
    {
      path: '/api/v2/ticker/',
      changes: 'each-tick',
      body: ({ now }) =>
        describe(PAIRS, (_, it) => ({ ...dayTicker(it, now), pair: `${it.base}/${it.quote}` })),
    },
    {
      path: '/api/v2/ticker/:pair/',
      changes: 'each-tick',
      body: ({ params, now }) => dayTicker(find(PAIRS, params.pair ?? '', unknownPair), now),
    },
    {
      path: '/api/v2/order_book/:pair/',
      changes: 'each-tick',
      body: ({ params, now }) => {
        const { bids, asks } = orderBook(find(PAIRS, params.pair ?? '', unknownPair), now, LEVELS);
        return { timestamp: seconds(now), microtimestamp: String(now * 1000), bids, asks };
      },
    },
  ],
  failure(status) {
    if (status === 429)
      return { status: 'error', reason: 'Request rate limit exceeded.', response_code: '400.002' };
    if (status === 401 || status === 403 || status === 451) {
      return { status: 'error', reason: 'IP address not allowed', code: 'API0001' };
    }
    if (status < 500) return { status: 'error', reason: 'Bad request.', response_code: '400.000' };
    return { error: "Bitstamp.net is under scheduled maintenance. We'll be back soon." };
  },
};

function market(id: string, it: Instrument): unknown {
  return {
    name: `${it.base}/${it.quote}`,
    market_symbol: id,
    base_currency: it.base,
    base_decimals: it.amountDecimals,
    counter_currency: it.quote,
    counter_decimals: it.priceDecimals,
    minimum_order_value: '10',
    trading: 'Enabled',
    instant_order_counter_decimals: it.priceDecimals,
    instant_and_market_orders: 'Enabled',
    description: `${it.base} / ${it.quote}`,
    market_type: 'SPOT',
  };
}

function tradingPair(id: string, it: Instrument): unknown {
  return {
    name: `${it.base}/${it.quote}`,
    url_symbol: id,
    base_decimals: it.amountDecimals,
    counter_decimals: it.priceDecimals,
    instant_order_counter_decimals: it.priceDecimals,
    minimum_order: `10.0 ${it.quote}`,
    trading: 'Enabled',
    instant_and_market_orders: 'Enabled',
    description: `${it.base} / ${it.quote}`,
  };
}

function currency(code: string): unknown {
  return { name: code, currency: code, type: isCash(code) ? 'fiat' : 'crypto', symbol: code, decimals: 8 };
}

function dayTicker(it: Instrument, now: number) {
  const t = ticker(it, now);
  return {
    timestamp: seconds(now),
    open: t.open,
    high: t.high,
    low: t.low,
    last: t.last,
    volume: t.baseVolume,
    vwap: t.average,
    bid: t.bid,
    ask: t.ask,
    side: '0',
    open_24: t.open,
    percent_change_24: (t.changeRatio * 100).toFixed(2),
  };
}

function seconds(now: number): string {
  return String(Math.floor(now / 1000));
}

function unknownPair(): Refusal {
  return new Refusal(404, { status: 'error', reason: 'Pair not found', response_code: '404.002' });
}

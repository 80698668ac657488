import { type Instrument, instruments } from '../market/instruments.ts';
import { orderBook } from '../market/order-book.ts';
import { count, describe, find, type Listed, listed } from './listed.ts';
import { type ExchangeModel, type ModelRequest, Refusal } from './model.ts';
import { bookLevel, dayTicker, spotInstrument, swapInstrument } from './okx-shapes.ts';
import { okxSocket } from './okx-socket.ts';

const SPOT = listed(
  instruments('okx', 'spot', { USDT: 150, USDC: 60, BTC: 30, ETH: 15, EUR: 20 }),
  (it) => `${it.base}-${it.quote}`,
);
const SWAP = listed(
  [...instruments('okx', 'linear', { USDT: 90 }), ...instruments('okx', 'inverse', { USD: 15 })],
  (it) => `${it.base}-${it.quote}-SWAP`,
);
const BY_TYPE: Readonly<Record<string, Listed>> = {
  SPOT,
  SWAP,
  /** The real exchange has them; here are none listed. */
  FUTURES: new Map(),
  OPTION: new Map(),
};
const ALL: Listed = new Map([...SPOT, ...SWAP]);

/** Spot and perpetuals. Source: https://www.okx.com/docs-v5 */
export const okx: ExchangeModel = {
  id: 'okx',
  hosts: ['www.okx.com'],
  routes: [
    {
      path: '/api/v5/public/time',
      changes: 'each-request',
      body: ({ now }) => ok([{ ts: String(now) }]),
    },
    { path: '/api/v5/system/status', changes: 'never', body: () => ok([]) },
    {
      path: '/api/v5/public/instruments',
      changes: 'never',
      body: ({ query }) => {
        const chosen = selected(query);
        return ok(
          describe(chosen, (id, it) => (SPOT.has(id) ? spotInstrument(id, it) : swapInstrument(id, it))),
        );
      },
    },
    {
      path: '/api/v5/market/tickers',
      changes: 'each-tick',
      body: ({ query, now }) => ok(describe(selected(query), (id, it) => tickerOf(id, it, now))),
    },
    {
      path: '/api/v5/market/ticker',
      changes: 'each-tick',
      body: ({ query, now }) => {
        const id = query.get('instId') ?? '';
        return ok([tickerOf(id, find(ALL, id, unknownInstrument), now)]);
      },
    },
    { path: '/api/v5/market/books', changes: 'each-tick', body: book },
  ],
  socket: okxSocket(ALL, tickerOf),
  failure(status) {
    if (status === 429) return error('50011', 'Too Many Requests');
    if (status === 401) return error('50103', 'Request header "OK-ACCESS-KEY" cannot be empty.');
    if (status === 403 || status === 451)
      return error('50030', 'You do not have permission to use this API.');
    if (status < 500) return error('51000', 'Parameter error');
    return status === 503
      ? error('50001', 'Service temporarily unavailable. Try again later.')
      : error('50026', 'System error. Try again later.');
  },
};

function book({ query, now }: ModelRequest): unknown {
  const it = find(ALL, query.get('instId'), unknownInstrument);
  const levels = count(query.get('sz'), { fallback: 1, max: 400 }, () =>
    refusal('51000', 'Parameter sz error.'),
  );
  const { bids, asks, sequence } = orderBook(it, now, levels);
  return ok([{ asks: asks.map(bookLevel), bids: bids.map(bookLevel), ts: String(now), seqId: sequence }]);
}

function selected(query: URLSearchParams): Listed {
  const type = query.get('instType') ?? '';
  const chosen = Object.hasOwn(BY_TYPE, type) ? BY_TYPE[type] : undefined;
  if (!chosen) throw refusal('51000', 'Parameter instType error');
  return chosen;
}

function tickerOf(id: string, it: Instrument, now: number): unknown {
  return dayTicker(id, it, SPOT.has(id) ? 'SPOT' : 'SWAP', now);
}

function unknownInstrument(): Refusal {
  return refusal('51001', "Instrument ID, Instrument ID code, or Spread ID doesn't exist.");
}

/** OKX sends most of its errors with status 200. */
function refusal(code: string, msg: string): Refusal {
  return new Refusal(200, error(code, msg));
}

function ok(data: unknown[]) {
  return { code: '0', msg: '', data };
}

function error(code: string, msg: string) {
  return { code, msg, data: [] };
}

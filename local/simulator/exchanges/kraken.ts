import { type Instrument, instruments } from '../market/instruments.ts';
import { orderBook } from '../market/order-book.ts';
import { assetId, pairId, pairName } from './kraken-names.ts';
import { asset, assetPair, dayTicker } from './kraken-shapes.ts';
import { krakenSocket } from './kraken-socket.ts';
import { count, describe, find, listed } from './listed.ts';
import { type ExchangeModel, Refusal } from './model.ts';

const LISTING = { USD: 140, EUR: 100, USDT: 30, USDC: 20, BTC: 40, ETH: 20, GBP: 20 };
const PAIRS = listed(instruments('kraken', 'spot', LISTING), pairId);
const ID_BY_NAME = new Map(
  [...PAIRS].flatMap(([id, it]) => [[id, id] as const, [pairName(it), id] as const]),
);
const CODES = new Set([...PAIRS.values()].flatMap((it) => [it.base, it.quote]));

const ok = (result: unknown) => ({ error: [], result });
/** Kraken sends its errors with status 200. */
const refuse = (error: string) => () => new Refusal(200, { error: [error] });

/** Spot. Source: https://docs.kraken.com/api/docs/rest-api */
export const kraken: ExchangeModel = {
  id: 'kraken',
  hosts: ['api.kraken.com'],
  routes: [
    {
      path: '/0/public/Time',
      changes: 'each-request',
      body: ({ now }) =>
        ok({
          unixtime: Math.floor(now / 1000),
          rfc1123: new Date(now).toUTCString().replace('GMT', '+0000'),
        }),
    },
    {
      path: '/0/public/SystemStatus',
      changes: 'each-request',
      body: ({ now }) => ok({ status: 'online', timestamp: new Date(now).toISOString() }),
    },
    {
      path: '/0/public/Assets',
      changes: 'never',
      body: () => ok(Object.fromEntries([...CODES].map((code) => [assetId(code), asset(code)]))),
    },
    {
      path: '/0/public/AssetPairs',
      changes: 'never',
      body: () => ok(Object.fromEntries(describe(PAIRS, (id, it) => [id, assetPair(it)]))),
    },
    {
      path: '/0/public/Ticker',
      changes: 'each-tick',
      body: ({ query, now }) => {
        const ids = query.get('pair')?.split(',').map(idOf) ?? [...PAIRS.keys()];
        return ok(Object.fromEntries(ids.map((id) => [id, dayTicker(pair(id), now)])));
      },
    },
    {
      path: '/0/public/Depth',
      changes: 'each-tick',
      body: ({ query, now }) => {
        const id = idOf(query.get('pair') ?? '');
        const levels = count(
          query.get('count'),
          { fallback: 100, max: 500 },
          refuse('EGeneral:Invalid arguments:count'),
        );
        const book = orderBook(pair(id), now, levels);
        const stamp = (level: string[]) => [...level, Math.floor(now / 1000)];
        return ok({ [id]: { asks: book.asks.map(stamp), bids: book.bids.map(stamp) } });
      },
    },
  ],
  socket: krakenSocket(PAIRS),
  failure(status) {
    if (status === 429) return { error: ['EAPI:Rate limit exceeded'] };
    if (status === 401 || status === 403 || status === 451) return { error: ['EGeneral:Permission denied'] };
    if (status < 500) return { error: ['EGeneral:Invalid arguments'] };
    return { error: [status === 500 ? 'EGeneral:Internal error' : 'EService:Unavailable'] };
  },
};

/** The id of a pair, by id or by name. */
function idOf(name: string): string {
  const id = ID_BY_NAME.get(name);
  if (id === undefined) throw refuse('EQuery:Unknown asset pair')();
  return id;
}

function pair(id: string): Instrument {
  return find(PAIRS, id, refuse('EQuery:Unknown asset pair'));
}

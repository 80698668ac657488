import type { Instrument } from '../market/instruments.ts';
import { changedLevels, type Level, orderBook } from '../market/order-book.ts';
import { ticker } from '../market/ticker.ts';
import type { Listed } from './listed.ts';
import type { Feed, SocketModel } from './model.ts';

const DEPTHS = [10, 25, 100, 500, 1000];

/** Public channels `ticker` and `book` of version 2. Source: https://docs.kraken.com/api/docs/websocket-v2 */
export function krakenSocket(pairs: Listed): SocketModel {
  const bySymbol = new Map(Array.from(pairs.values(), (it) => [`${it.base}/${it.quote}`, it]));

  function feedOf({ channel, depth = 10 }: Params, symbol: string): Feed | undefined {
    const it = bySymbol.get(symbol);
    if (!it) return undefined;
    if (channel === 'ticker') return tickerFeed(symbol, it);
    return channel === 'book' && DEPTHS.includes(depth) ? bookFeed(symbol, it, depth) : undefined;
  }

  return {
    host: 'ws.kraken.com',
    path: '/v2',
    receive(text, now) {
      const { method, params = {}, req_id } = parse(text);
      const at = new Date(now).toISOString();
      const times = { time_in: at, time_out: at };
      if (method === 'ping') {
        return { replies: [JSON.stringify({ method: 'pong', req_id, ...times })], feeds: [] };
      }
      if (method !== 'subscribe') {
        const error = { error: 'Method not found', method, success: false, req_id, ...times };
        return { replies: [JSON.stringify(error)], feeds: [] };
      }
      const asked = (params.symbol ?? []).map((symbol) => {
        const feed = feedOf(params, symbol);
        const reply = feed
          ? { method, result: { channel: params.channel, symbol, snapshot: true }, success: true }
          : { error: `Currency pair not supported ${symbol}`, method, success: false, symbol };
        return { feed, reply: JSON.stringify({ ...reply, req_id, ...times }) };
      });
      return {
        replies: asked.map(({ reply }) => reply),
        feeds: asked.flatMap(({ feed }) => feed ?? []),
      };
    },
  };
}

function tickerFeed(symbol: string, it: Instrument): Feed {
  const message = (type: string, now: number) => {
    const t = ticker(it, now);
    const data = {
      symbol,
      bid: Number(t.bid),
      bid_qty: Number(t.bidSize),
      ask: Number(t.ask),
      ask_qty: Number(t.askSize),
      last: Number(t.last),
      volume: Number(t.baseVolume),
      vwap: Number(t.average),
      low: Number(t.low),
      high: Number(t.high),
      change: Number(t.change),
      change_pct: Number((t.changeRatio * 100).toFixed(2)),
    };
    return { channel: 'ticker', type, data: [data] };
  };
  return {
    key: `ticker:${symbol}`,
    first: (now) => message('snapshot', now),
    next: (now) => message('update', now),
  };
}

function bookFeed(symbol: string, it: Instrument, depth: number): Feed {
  const level = ([price, qty]: Level) => ({ price: Number(price), qty: Number(qty) });
  return {
    key: `book:${symbol}:${depth}`,
    first(now) {
      const { bids, asks } = orderBook(it, now, depth);
      const data = { symbol, bids: bids.map(level), asks: asks.map(level), checksum: 0 };
      return { channel: 'book', type: 'snapshot', data: [data] };
    },
    next(now, before) {
      const [old, book] = [orderBook(it, before, depth), orderBook(it, now, depth)];
      const bids = changedLevels(old.bids, book.bids).map(level);
      const asks = changedLevels(old.asks, book.asks).map(level);
      const data = { symbol, bids, asks, checksum: 0, timestamp: new Date(now).toISOString() };
      return { channel: 'book', type: 'update', data: [data] };
    },
  };
}

interface Params {
  channel?: string;
  symbol?: string[];
  depth?: number;
}

function parse(text: string): { method?: string; params?: Params; req_id?: number } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

import type { Instrument } from '../market/instruments.ts';
import { changedLevels, orderBook } from '../market/order-book.ts';
import type { Listed } from './listed.ts';
import type { Feed, SocketModel } from './model.ts';
import { bookLevel } from './okx-shapes.ts';

/** Levels of each side. The real channel has 400, of which few change at once; here all of them do. */
const LEVELS = 25;

/** Public channels `tickers` and `books`. Source: https://www.okx.com/docs-v5/en/#overview-websocket */
export function okxSocket(
  listed: Listed,
  tickerOf: (id: string, it: Instrument, now: number) => unknown,
): SocketModel {
  function feedOf(channel: string, instId: string): Feed | undefined {
    const it = listed.get(instId);
    const arg = { channel, instId };
    const key = `${channel}:${instId}`;
    if (it && channel === 'tickers') {
      const ticker = (now: number) => ({ arg, data: [tickerOf(instId, it, now)] });
      return { key, first: ticker, next: ticker };
    }
    if (!it || channel !== 'books') return undefined;
    return {
      key,
      first(now) {
        const { bids, asks, sequence } = orderBook(it, now, LEVELS);
        const data = { bids: bids.map(bookLevel), asks: asks.map(bookLevel) };
        return {
          arg,
          action: 'snapshot',
          data: [{ ...data, ts: String(now), prevSeqId: -1, seqId: sequence }],
        };
      },
      next(now, before) {
        const [old, book] = [orderBook(it, before, LEVELS), orderBook(it, now, LEVELS)];
        const asks = changedLevels(old.asks, book.asks).map(bookLevel);
        const bids = changedLevels(old.bids, book.bids).map(bookLevel);
        const sequences = { prevSeqId: old.sequence, seqId: book.sequence };
        return { arg, action: 'update', data: [{ asks, bids, ts: String(now), ...sequences }] };
      },
    };
  }

  return {
    host: 'ws.okx.com:8443',
    path: '/ws/v5/public',
    receive(text) {
      if (text === 'ping') return { replies: ['pong'], feeds: [] };
      const { op, args } = parse(text);
      if (op !== 'subscribe' || !args) {
        const error = { event: 'error', code: '60012', msg: `Illegal request: ${text}`, connId: 'simulated' };
        return { replies: [JSON.stringify(error)], feeds: [] };
      }
      const asked = args.map(({ channel = '', instId = '' }) => {
        const feed = feedOf(channel, instId);
        const reply = feed
          ? { event: 'subscribe', arg: { channel, instId }, connId: 'simulated' }
          : {
              event: 'error',
              code: '60018',
              msg: `Wrong URL or channel:${channel},instId:${instId} doesn't exist.`,
              connId: 'simulated',
            };
        return { feed, reply: JSON.stringify(reply) };
      });
      return {
        replies: asked.map(({ reply }) => reply),
        feeds: asked.flatMap(({ feed }) => feed ?? []),
      };
    },
  };
}

interface Request {
  op?: string;
  args?: { channel?: string; instId?: string }[];
}

function parse(text: string): Request {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

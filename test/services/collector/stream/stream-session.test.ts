import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Exchange } from 'ccxt';
import type { PollResult } from '#services/collector/poll/market-data.ts';
import { pollExchange } from '#services/collector/poll/poll-exchange.ts';
import { overlay } from '#services/collector/stream/overlay.ts';
import { type StreamSession, streamSession } from '#services/collector/stream/stream-session.ts';
import { openExchange } from '#services/common/exchange/open-exchange.ts';
import { type Simulated, simulated } from '../../../support/collector/simulated.ts';
import { eventually } from '../../../support/eventually.ts';

const BOOKS = ['BTC/USDT', 'ETH/USDT'];
let sim: Simulated;
let exchange: Exchange;
beforeAll(async () => {
  sim = await simulated();
  exchange = await openExchange('okx', { proxyUrl: sim.url, timeoutMs: 5_000, streaming: true });
  exchange.enableRateLimit = false;
  await exchange.loadMarkets();
});
afterAll(() => sim.close());
beforeEach(() => sim.heal('okx'));

const poll = () => pollExchange(exchange, BOOKS, new AbortController().signal);

/** A session whose time stands still until it is told to pass. */
function session() {
  const lost: string[] = [];
  let now = 0;
  const made = streamSession({
    open: async () => exchange,
    onLost: (why) => void lost.push(why),
    now: () => now,
  });
  const pass = (ms: number) => {
    now += ms;
  };
  return { ...made, lost, pass };
}
const taken = (from: StreamSession) =>
  eventually(() => {
    const result = from.take();
    if (!result) throw new Error('the websocket has brought nothing yet');
    return result;
  });
const btc = (result: PollResult) => JSON.parse(new Map(result.tickers).get('BTC/USDT') ?? '{}');

describe('a session', () => {
  it('has nothing before a poll, then that poll with what the websocket brought since', async () => {
    const it = session();
    expect(it.take()).toBeUndefined();
    expect(await sim.sockets('okx')).toBe(0);
    const polled = await poll();
    it.polled(polled);
    const first = await taken(it);
    expect(first.tickers.map(([symbol]) => symbol).sort()).toEqual(
      polled.tickers.map(([symbol]) => symbol).sort(),
    );
    const last = await eventually(async () => {
      const result = await taken(it);
      expect(btc(result).timestamp).toBeGreaterThan(btc(polled).timestamp);
      expect(result.books.map(([symbol]) => symbol)).toEqual(BOOKS);
      return result;
    });
    // the same fields, whichever way they came
    expect(Object.keys(btc(last))).toEqual(Object.keys(btc(polled)));
    expect(last.quotes['BTC/USDT']?.bid).toBeGreaterThan(0);
    it.close();
    await eventually(async () => expect(await sim.sockets('okx')).toBe(0));
  });

  it('has nothing while the websocket is silent, though all that it ever brought is still there', async () => {
    const it = session();
    const polled = await poll();
    it.polled(polled);
    await taken(it);
    await sim.fault('okx', { kind: 'hang', match: '/ws' });
    await eventually(() => expect([it.take(), it.take()]).toEqual([undefined, undefined]));
    // without asking for news, old data would be written as if it had just come
    const stillThere = { tickers: { ...exchange.tickers }, books: [] };
    expect(Object.keys(stillThere.tickers)).toHaveLength(polled.tickers.length);
    expect(overlay(polled, stillThere).tickers).toHaveLength(polled.tickers.length);
    // and it would cover what is polled in the websocket's stead
    it.polling();
    expect(Object.keys(exchange.tickers)).toEqual([]);
    it.close();
  });

  it('opens a websocket that stays silent anew, but not before the next poll', async () => {
    const it = session();
    it.polled(await poll());
    await taken(it);
    await sim.fault('okx', { kind: 'hang', match: '/ws' });
    await eventually(() => expect([it.take(), it.take()]).toEqual([undefined, undefined]));
    await sim.heal('okx');
    it.pass(10_001);
    expect(it.take()).toBeUndefined();
    expect(it.lost).toEqual([expect.stringContaining('silent')]);
    await eventually(async () => expect(await sim.sockets('okx')).toBe(0));
    it.pass(1_000);
    expect(it.take()).toBeUndefined();
    expect(await sim.sockets('okx')).toBe(0);
    it.polled(await poll());
    await taken(it);
    it.close();
  });

  it('waits longer before each try while the websocket cannot be opened, and says why', async () => {
    const it = session();
    await sim.fault('okx', { kind: 'status', status: 503, match: '/ws' });
    const polled = await poll();
    const tries = async () => (await sim.requests('okx')).filter(({ url }) => url.startsWith('wss:')).length;
    const before = await tries();
    for (const [at, waitMs] of [0, 1_000, 2_000, 4_000].entries()) {
      it.pass(waitMs - 1);
      it.polled(polled);
      expect(await tries()).toBe(before + at);
      it.pass(1);
      it.polled(polled);
      await eventually(() => {
        it.take();
        expect(it.lost).toHaveLength(at + 1);
      });
      // the simulator may note a request after its answer has come
      await eventually(async () => expect(await tries()).toBe(before + at + 1));
    }
    expect(it.lost[0]).toContain('503');
    it.close();
  });

  it('notices at once that the connection was closed', async () => {
    const it = session();
    it.polled(await poll());
    await taken(it);
    await sim.fault('okx', { kind: 'reset', match: '/ws' });
    await eventually(() => {
      it.take();
      expect(it.lost).toHaveLength(1);
    });
    it.close();
  });

  it('takes a crossed order book for a change that was missed', async () => {
    const it = session();
    it.polled(await poll());
    await taken(it);
    await eventually(() => {
      exchange.orderbooks['BTC/USDT']?.bids.unshift([1_000_000, 1]);
      it.take();
      expect(it.lost).toEqual(['an order book is crossed']);
    });
    it.close();
  });
});

import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Exchange, OrderBook, Ticker } from 'ccxt';
import { MODELS } from '#local/simulator/exchanges/models.ts';
import { type Simulator, startSimulator } from '#local/simulator/start.ts';
import { openExchange } from '#services/common/exchange/open-exchange.ts';
import { eventually } from '../../support/eventually.ts';
import { control, rejection } from './support.ts';

let now = Date.UTC(2026, 0, 15, 12, 0, 0, 100);
let simulator: Simulator;
let api: ReturnType<typeof control>;
const opened: Exchange[] = [];
beforeAll(async () => {
  simulator = await startSimulator({ clock: () => now });
  api = control(simulator.url);
});
beforeEach(async () => {
  for (const { id } of MODELS) await api.call('DELETE', `__faults/${id}`);
});
afterAll(async () => {
  await simulator.close();
  for (const exchange of opened) await exchange.close();
});

async function streaming(id: string, alias?: string): Promise<Exchange> {
  const proxyUrl = alias ? `${simulator.url}@alias/${alias}/` : simulator.url;
  const exchange = await openExchange(id, { proxyUrl, timeoutMs: 5_000, streaming: true });
  exchange.enableRateLimit = false;
  exchange.options.defaultType = 'spot';
  opened.push(exchange);
  await exchange.loadMarkets();
  return exchange;
}
const spot = (exchange: Exchange) =>
  Object.values(exchange.markets ?? {}).flatMap((market) => (market?.spot ? [market.symbol] : []));

const FIELDS = [
  ...(['bid', 'bidVolume', 'ask', 'askVolume', 'last', 'open', 'high', 'low', 'close', 'vwap'] as const),
  ...(['change', 'percentage', 'baseVolume', 'quoteVolume'] as const),
];
/** Kraken's websocket rounds it. */
const ROUNDED: Record<string, string[]> = { kraken: ['percentage'] };
const DEPTH: Record<string, number> = { kraken: 25 };

/** Twenty levels of each side, price and amount. */
function top({ bids, asks }: OrderBook) {
  return [bids, asks].map((side) => side.slice(0, 20).map(([price, amount]) => [price, amount]));
}

it('is simulated for okx and kraken', () => {
  expect(MODELS.flatMap(({ id, socket }) => (socket ? [id] : [])).sort()).toEqual(['kraken', 'okx']);
});

describe.each(['okx', 'kraken'])('the websocket of %s through ccxt', (id) => {
  let exchange: Exchange;
  beforeAll(async () => {
    exchange = await streaming(id);
  });

  it('brings the tickers of every symbol that is asked for, the same that requests bring', async () => {
    const symbols = spot(exchange);
    await exchange.watchTickers(symbols);
    await eventually(() => expect(Object.keys(exchange.tickers)).toHaveLength(symbols.length));
    const polled = await exchange.fetchTickers();
    const fields = FIELDS.filter((name) => !ROUNDED[id]?.includes(name));
    const values = (ticker: Ticker | undefined) => fields.map((name) => ticker?.[name]);
    for (const symbol of symbols) expect(values(exchange.tickers[symbol])).toEqual(values(polled[symbol]));
  });

  it('brings order books whose changes add up to what requests bring', async () => {
    const symbol = 'ETH/USDT';
    let watched = top(await exchange.watchOrderBook(symbol, DEPTH[id]));
    for (let change = 0; change < 4; change++) {
      expect(watched).toEqual(top(await exchange.fetchOrderBook(symbol, 20)));
      const before = watched;
      const next = exchange.watchOrderBook(symbol, DEPTH[id]);
      now += 1_000;
      watched = top(await next);
      expect(watched).not.toEqual(before);
    }
  });

  it('goes on with the prices', async () => {
    const before = exchange.tickers['BTC/USDT']?.last;
    const next = exchange.watchTickers(['BTC/USDT']);
    now += 1_000;
    expect((await next)['BTC/USDT']?.last).not.toBe(before);
  });

  it('falls silent for good when it hangs, and ends when it is reset', async () => {
    const [hung, control] = [`${id}-hung`, `${id}-control`];
    const [exchange, other] = await Promise.all([streaming(id, hung), streaming(id, control)]);
    await Promise.all([exchange.watchTickers(['BTC/USDT']), other.watchTickers(['BTC/USDT'])]);
    const sent = async () => (await api.stats(hung))?.sockets.sent;
    const before = await sent();
    const pass = async () => {
      const next = other.watchTickers(['BTC/USDT']);
      now += 1_000;
      await next;
    };
    await api.fault(`@alias/${hung}`, { kind: 'hang' });
    const waiting = rejection(exchange.watchTickers(['BTC/USDT']));
    await pass();
    await api.call('DELETE', `__faults/${hung}`);
    await pass();
    expect(await sent()).toBe(before);
    await api.fault(`@alias/${hung}`, { kind: 'reset' });
    await pass();
    expect((await waiting).message).toMatch(/connection closed/);
    expect((await api.stats(hung))?.sockets.now).toBe(0);
  });

  it('refuses a connection with a status', async () => {
    const other = await streaming(id, `${id}-refused`);
    await api.fault(`@alias/${id}-refused`, { kind: 'status', status: 503 });
    expect((await rejection(other.watchTickers(['BTC/USDT']))).message).toMatch(/503/);
    const { entries } = await api.log(`?exchange=${id}-refused`);
    expect(entries.at(-1)).toMatchObject({ status: 503, fault: 'status' });
  });

  it('is logged and counted under an alias', async () => {
    const other = await streaming(id, `${id}-alias`);
    await other.watchTickers(['BTC/USDT']);
    const { entries } = await api.log(`?exchange=${id}-alias`);
    expect(entries.at(-1)).toMatchObject({ status: 101, url: expect.stringMatching(/^wss:/), endedAt: null });
    expect((await api.stats(`${id}-alias`))?.sockets).toMatchObject({ now: 1, peak: 1, received: 1 });
    await other.close();
    await eventually(async () => expect((await api.stats(`${id}-alias`))?.sockets.now).toBe(0));
  });
});

it('okx refuses what it does not list', async () => {
  const exchange = await streaming('okx', 'okx-unlisted');
  await exchange.watchTickers(['BTC/USDT']);
  const [url = ''] = Object.keys(exchange.clients);
  const request = { op: 'subscribe', args: [{ channel: 'tickers', instId: 'NO-SUCH' }] };
  const asked = exchange.watch(url, 'tickers::NO/SUCH', request, 'tickers::NO/SUCH');
  expect((await rejection(asked)).message).toMatch(/60018/);
});

/** Asks for a websocket by hand. */
function asking(url: string) {
  const socket = connect(simulator.port, '127.0.0.1');
  socket.write(
    `GET /${url} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  return socket;
}

it('bears a client that resets the connection that it is kept waiting on', async () => {
  await api.fault('kraken', { kind: 'hang' });
  const { next } = await api.log();
  const socket = asking('wss://ws.kraken.com/v2');
  const last = async () => (await api.log(`?since=${next}`)).entries.at(-1);
  await eventually(async () => expect(await last()).toMatchObject({ fault: 'hang', endedAt: null }));
  socket.resetAndDestroy();
  await eventually(async () => expect((await last())?.endedAt).not.toBeNull());
});

it.each([
  ['wss://ws.kraken.com/v2', { method: 'subscribe', params: { channel: 'ticker', symbol: 5 } }],
  ['wss://ws.okx.com:8443/ws/v5/public', { op: 'subscribe', args: 'tickers' }],
])('%s: a message of another form ends its connection, and nothing else', async (url, message) => {
  const socket = new WebSocket(`${simulator.url.replace('http', 'ws')}${encodeURIComponent(url)}`);
  socket.addEventListener('open', () => socket.send(JSON.stringify(message)));
  await once(socket, 'close');
  expect((await fetch(`${simulator.url}__health`)).status).toBe(200);
});

it('answers 404 to a websocket that is not simulated', async () => {
  const socket = asking('wss://ws.bitstamp.net/');
  const [reply] = (await once(socket, 'data')) as [Buffer];
  expect(reply.toString()).toMatch(/^HTTP\/1\.1 404 /);
  socket.destroy();
});

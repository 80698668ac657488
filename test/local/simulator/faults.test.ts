import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { MODELS } from '#local/simulator/exchanges/models.ts';
import { type Simulator, startSimulator } from '#local/simulator/start.ts';
import { errors } from '#services/common/exchange/ccxt-module.ts';
import { eventually } from '../../support/eventually.ts';
import { ccxt, control, rejection } from './support.ts';

const TICKERS = 'https://api.binance.com/api/v3/ticker/24hr';

let simulator: Simulator;
let api: ReturnType<typeof control>;
beforeAll(async () => {
  simulator = await startSimulator();
  api = control(simulator.url);
});
afterEach(async () => {
  for (const { id } of MODELS) await api.call('DELETE', `__faults/${id}`);
});
afterAll(() => simulator.close());

/** The newest entry of an exchange, once that request is over. */
async function ended(exchange = 'binance') {
  return eventually(async () => {
    const entry = (await api.log(`?exchange=${exchange}`)).entries.at(-1);
    expect(entry?.endedAt).toEqual(expect.any(Number));
    return entry;
  });
}

describe('through ccxt', () => {
  it('refuse: the connection is reset before an answer', async () => {
    const exchange = await ccxt('binance', simulator.url);
    await api.fault('binance', { kind: 'refuse' });
    expect(await rejection(exchange.fetchTime())).toBeInstanceOf(errors.NetworkError);
    expect(await ended()).toMatchObject({ fault: 'refuse', status: null });
  });

  it('hang: no answer, until the client gives up', async () => {
    const exchange = await ccxt('binance', simulator.url, { timeout: 150 });
    await api.fault('binance', { kind: 'hang' });
    expect(await rejection(exchange.fetchTime())).toBeInstanceOf(errors.RequestTimeout);
    expect(await ended()).toMatchObject({ fault: 'hang', status: null });
  });

  it('reset: ends in the middle of the body', async () => {
    const exchange = await ccxt('binance', simulator.url);
    await api.fault('binance', { kind: 'reset' });
    // ccxt lets what happens to the body through as it is.
    expect((await rejection(exchange.fetchTime())).message).toMatch(/ECONNRESET|terminated/);
    expect(await ended()).toMatchObject({ fault: 'reset', status: 200 });
  });

  it('html: a web page that ccxt does not take for data', async () => {
    const exchange = await ccxt('binance', simulator.url);
    await api.fault('binance', { kind: 'html' });
    expect(await exchange.fetchTime()).toBeUndefined();
    expect(exchange.last_http_response).toMatch(/^<!DOCTYPE html>/);
    expect(await ended()).toMatchObject({ fault: 'html', status: 200 });
  });

  it.each([
    ['binance', errors.DDoSProtection, errors.OperationFailed],
    ['kraken', errors.DDoSProtection, errors.ExchangeNotAvailable],
    ['bybit', errors.RateLimitExceeded, errors.ExchangeError],
    ['okx', errors.RateLimitExceeded, errors.OnMaintenance],
    ['coinbase', errors.RateLimitExceeded, errors.ExchangeError],
    ['bitstamp', errors.ExchangeError, errors.OnMaintenance],
  ])('status: %s says 429 and 503 in its own words', async (id, tooMany, unavailable) => {
    const exchange = await ccxt(id, simulator.url);
    await api.fault(id, { kind: 'status', status: 429, retryAfterSeconds: 7 });
    expect(await rejection(exchange.loadMarkets())).toBeInstanceOf(tooMany);
    expect(exchange.last_response_headers).toMatchObject({ 'Retry-After': '7' });
    await api.fault(id, { kind: 'status', status: 503 });
    expect(await rejection(exchange.loadMarkets(true))).toBeInstanceOf(unavailable);
    expect(await ended(id)).toMatchObject({ fault: 'status', status: 503 });
  });

  it('holds on every host of the exchange, on no other exchange, and until it is removed', async () => {
    const [binance, kraken] = [await ccxt('binance', simulator.url), await ccxt('kraken', simulator.url)];
    await api.fault('binance', { kind: 'status', status: 451 });
    for (const type of ['spot', 'linear', 'inverse']) {
      expect((await rejection(binance.fetchTime({ type, subType: type }))).message).toMatch(/restricted/);
    }
    expect(await kraken.fetchTime()).toBeGreaterThan(0);
    expect(await api.call('DELETE', '__faults/binance')).toMatchObject({ body: { removed: true } });
    expect(await binance.fetchTime()).toBeGreaterThan(0);
  });

  it('holds only where the path has the text to match', async () => {
    const exchange = await ccxt('binance', simulator.url);
    await api.fault('binance', { kind: 'status', status: 503, match: 'symbol=ETHUSDT' });
    expect((await exchange.fetchOrderBook('BTC/USDT', 20)).bids).toHaveLength(20);
    expect(await rejection(exchange.fetchOrderBook('ETH/USDT', 20))).toBeInstanceOf(errors.BaseError);
  });
});

describe('on the wire', () => {
  it('stall: headers, half of the body, and the connection stays open', async () => {
    await api.fault('binance', { kind: 'stall' });
    const leave = new AbortController();
    const response = await fetch(simulator.url + TICKERS, { signal: leave.signal });
    const length = Number(response.headers.get('content-length'));
    const reader = response.body?.getReader();
    let received = 0;
    while (received < Math.floor(length / 2)) received += (await reader?.read())?.value?.length ?? Number.NaN;
    expect(received).toBe(Math.floor(length / 2));
    expect((await api.log()).entries.at(-1)).toMatchObject({ fault: 'stall', endedAt: null });
    leave.abort();
    expect(await ended()).toMatchObject({ fault: 'stall', status: 200 });
  });

  it('latency: the right answer, later', async () => {
    await api.fault('binance', { kind: 'latency', ms: 120 });
    const response = await fetch(simulator.url + TICKERS);
    expect(((await response.json()) as unknown[]).length).toBeGreaterThan(200);
    const entry = await ended();
    expect((entry?.endedAt ?? 0) - (entry?.startedAt ?? 0)).toBeGreaterThanOrEqual(119);
    expect(entry).toMatchObject({ fault: 'latency', status: 200 });
  });

  it('a client that leaves during the latency ends the request', async () => {
    await api.fault('binance', { kind: 'latency', ms: 600_000 });
    const error = await rejection(fetch(simulator.url + TICKERS, { signal: AbortSignal.timeout(50) }));
    expect(error.name).toBe('TimeoutError');
    expect(await ended()).toMatchObject({ status: null });
  });

  it('closes at once although requests hang', async () => {
    const own = await startSimulator();
    await control(own.url).fault('binance', { kind: 'hang' });
    const hanging = rejection(fetch(own.url + TICKERS));
    await eventually(async () => expect((await control(own.url).stats('binance'))?.concurrent.now).toBe(1));
    await own.close();
    expect((await hanging).message).toMatch(/fetch failed/);
  });
});

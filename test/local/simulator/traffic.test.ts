import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Simulator, startSimulator } from '#local/simulator/start.ts';
import { createRequestLog } from '#local/simulator/traffic/request-log.ts';
import { eventually } from '../../support/eventually.ts';
import { ccxt, control, rejection } from './support.ts';

const BINANCE_TIME = 'https://api.binance.com/api/v3/time';
const KRAKEN_TIME = 'https://api.kraken.com/0/public/Time';

let simulator: Simulator;
let api: ReturnType<typeof control>;
beforeAll(async () => {
  simulator = await startSimulator();
  api = control(simulator.url);
});
beforeEach(async () => {
  await api.call('DELETE', '__log');
  await api.call('DELETE', '__stats');
});
afterAll(() => simulator.close());

const ask = async (path: string) => (await fetch(simulator.url + path)).text();

describe('the log', () => {
  it('tells of each request, and goes on from where the reader was', async () => {
    await ask(BINANCE_TIME);
    const first = await eventually(async () => {
      const read = await api.log();
      expect(read.entries[0]?.endedAt).not.toBeNull();
      return read;
    });
    expect(first.entries).toEqual([
      {
        seq: first.next,
        exchange: 'binance',
        method: 'GET',
        url: BINANCE_TIME,
        startedAt: expect.any(Number),
        endedAt: expect.any(Number),
        status: 200,
        fault: null,
      },
    ]);
    await ask(KRAKEN_TIME);
    await ask(BINANCE_TIME);
    const later = await api.log(`?since=${first.next}`);
    expect(later.entries.map(({ exchange }) => exchange)).toEqual(['kraken', 'binance']);
    const kraken = await api.log(`?exchange=kraken&since=${first.next}`);
    expect(kraken.entries.map(({ url }) => url)).toEqual([KRAKEN_TIME]);
    expect(kraken.next).toBe(first.next + 2);
    expect((await api.log(`?since=${later.next}`)).entries).toEqual([]);
  });

  it('is emptied by DELETE, and goes on counting', async () => {
    await ask(BINANCE_TIME);
    const { next } = await api.log();
    await api.call('DELETE', '__log');
    expect(await api.log()).toEqual({ entries: [], next });
    await ask(BINANCE_TIME);
    expect((await api.log()).entries.map(({ seq }) => seq)).toEqual([next + 1]);
  });

  it('keeps the newest when it is full', () => {
    const log = createRequestLog(3);
    const begin = (url: string) =>
      log.begin({ exchange: null, method: 'GET', url, startedAt: 0, fault: null });
    for (const url of ['a', 'b', 'c', 'd']) begin(url);
    expect(log.read(0).entries.map(({ url }) => url)).toEqual(['b', 'c', 'd']);
    expect(log.read(3).entries.map(({ url }) => url)).toEqual(['d']);
    log.clear();
    begin('e');
    expect(log.read(0)).toMatchObject({ entries: [{ seq: 5, url: 'e' }], next: 5 });
  });

  it('does not hold what is asked of the control API', async () => {
    await api.call('GET', '__health');
    expect((await api.log()).entries).toEqual([]);
  });
});

describe('stats', () => {
  it('count the requests of an exchange and how many were open at once', async () => {
    await api.fault('binance', { kind: 'hang' });
    const leave = new AbortController();
    const open = [1, 2, 3].map(() =>
      rejection(fetch(simulator.url + BINANCE_TIME, { signal: leave.signal })),
    );
    await eventually(async () =>
      expect(await api.stats('binance')).toMatchObject({ requests: 3, concurrent: { now: 3, peak: 3 } }),
    );
    leave.abort();
    await Promise.all(open);
    await eventually(async () =>
      expect((await api.stats('binance'))?.concurrent).toEqual({ now: 0, peak: 3 }),
    );
    await api.call('DELETE', '__faults/binance');
    await ask(BINANCE_TIME);
    await eventually(async () =>
      expect(await api.stats('binance')).toMatchObject({ requests: 4, concurrent: { now: 0, peak: 3 } }),
    );
  });

  it('do not take requests one after another for concurrent ones', async () => {
    for (let i = 0; i < 5; i++) await ask(KRAKEN_TIME);
    expect((await api.stats('kraken'))?.concurrent.peak).toBe(1);
  });
});

describe('an alias', () => {
  it('is served by the model of the host and counted under its own name', async () => {
    const exchange = await ccxt('okx', `${simulator.url}@alias/copy-7/`);
    expect(Object.keys(await exchange.fetchTickers()).length).toBeGreaterThan(200);
    const { entries } = await api.log();
    expect(new Set(entries.map((entry) => entry.exchange))).toEqual(new Set(['copy-7']));
    expect(entries.at(-1)?.url).toBe('https://www.okx.com/api/v5/market/tickers?instType=SPOT');
    expect((await api.stats('copy-7'))?.requests).toBe(entries.length);
    expect(await api.stats('okx')).toBeUndefined();
  });

  it('has faults of its own, which may be set before its first request', async () => {
    const copy = await ccxt('kraken', `${simulator.url}@alias/copy-8/`);
    const original = await ccxt('kraken', simulator.url);
    expect(await api.fault('@alias/copy-8', { kind: 'status', status: 503 })).toMatchObject({ status: 200 });
    expect((await rejection(copy.fetchTime())).message).toMatch(/EService:Unavailable/);
    expect(await original.fetchTime()).toBeGreaterThan(0);
    expect(await api.call('DELETE', '__faults/copy-8')).toMatchObject({ status: 200 });
    expect(await copy.fetchTime()).toBeGreaterThan(0);
  });
});

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type FunctionHost, startFunctionHost } from '../support/function-host.ts';
import { startOlderService } from '../support/older-service.ts';
import { startRedisServer } from '../support/redis-server.ts';

/** The real functions and a real Redis against a CCXT service of the older shape; no collector is there. */
let service: Awaited<ReturnType<typeof startOlderService>>;
let functions: FunctionHost;
let redis: Awaited<ReturnType<typeof startRedisServer>>;
beforeAll(async () => {
  [service, redis] = await Promise.all([startOlderService(), startRedisServer()]);
  functions = startFunctionHost({ redis: redis.url, ccxt: service.url, collector: 'http://127.0.0.1:1' });
});
afterAll(async () => {
  await Promise.all([functions?.stop(), service?.close(), redis?.stop()]);
});

const supported = async () => (await functions.http('get-supported')).body.exchanges;

it('reads its configuration, and caches it', async () => {
  expect(await functions.http('get-config')).toMatchObject({
    status: 200,
    headers: { 'x-cache': 'MISS' },
    body: { config: { priority: ['binance'] }, activeExchanges: ['binance', 'kraken'] },
  });
  expect((await functions.http('get-config')).headers['x-cache']).toBe('HIT');
});

it('adds, and says what was skipped', async () => {
  expect(await supported()).toEqual(['binance', 'kraken']);
  const reply = await functions.http('add-exchange', {
    exchange: 'bitstamp',
    body: { pollIntervalMs: 1_000 },
  });
  expect(reply).toMatchObject({
    status: 200,
    body: {
      message: 'added',
      activeExchanges: ['binance', 'kraken', 'bitstamp'],
      changed: true,
      connectivity: { health: { status: 'skipped', code: 'UNSUPPORTED' }, worker: { status: 'pending' } },
      warnings: ['code=SETTINGS_UNSUPPORTED', 'state=unknown; generation=0; code=COLLECTOR_UNAVAILABLE'],
    },
  });
  expect(await supported()).toEqual(['binance', 'bitstamp', 'kraken']);
});

it.each([
  ['add-exchange', 'nosuch', 404, 'EXCHANGE_UNKNOWN'],
  ['blacklist-exchange', 'nosuch', 404, 'EXCHANGE_UNKNOWN'],
  ['unblacklist-exchange', 'nosuch', 404, 'EXCHANGE_UNKNOWN'],
] as const)('%s refuses %s, which that service would not', async (name, exchange, status, code) => {
  expect(await functions.http(name, { exchange })).toMatchObject({ status, body: { code } });
});

it('blacklists, refuses to add, and takes it back even when the service says 500 to a saved removal', async () => {
  expect(await functions.http('blacklist-exchange', { exchange: 'kraken' })).toMatchObject({
    status: 200,
    headers: { 'x-worker-restart-warning': 'state=unknown; generation=0; code=COLLECTOR_UNAVAILABLE' },
    body: { changed: true, blacklistedExchanges: ['kraken'] },
  });
  expect(await supported()).not.toContain('kraken');
  expect(await functions.http('add-exchange', { exchange: 'kraken' })).toMatchObject({
    status: 409,
    body: { code: 'EXCHANGE_BLACKLISTED' },
  });

  service.state.failRemovals = true;
  expect(await functions.http('unblacklist-exchange', { exchange: 'kraken' })).toMatchObject({
    status: 200,
    headers: { 'x-worker-restart-info': 'state=unknown; generation=0; code=COLLECTOR_UNAVAILABLE' },
    body: { changed: true, blacklistedExchanges: [] },
  });
  expect(await supported()).toContain('kraken');
});

it('refreshes', async () => {
  expect(await functions.http('refresh-exchanges')).toMatchObject({
    status: 200,
    body: { message: 'refreshed', connectivity: { binance: { health: { status: 'skipped' } } }, workers: {} },
  });
});

it('cannot honour If-Match', async () => {
  const reply = await functions.http('blacklist-exchange', {
    exchange: 'kraken',
    headers: { 'if-match': '"1"' },
  });
  expect(reply).toMatchObject({ status: 409, body: { code: 'PRECONDITION_UNSUPPORTED' } });
});

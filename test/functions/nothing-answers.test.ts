import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ADMIN_KEY, type FunctionHost, startFunctionHost } from '../support/function-host.ts';

/** The real functions with Redis, CCXT service and collector all away: nothing listens on port 1. */
const nowhere = 'http://127.0.0.1:1';
let functions: FunctionHost;
beforeAll(() => {
  functions = startFunctionHost({ redis: 'redis://127.0.0.1:1', ccxt: nowhere, collector: nowhere });
});
afterAll(() => functions?.stop());

it.each([
  ['get-config', undefined, 'CCXT service not available', 'UPSTREAM_UNAVAILABLE'],
  ['get-supported', undefined, 'CCXT service not available', 'UPSTREAM_UNAVAILABLE'],
  ['get-worker-status', undefined, 'Collector service not available', 'COLLECTOR_UNAVAILABLE'],
  ['restart-worker', 'binance', 'Collector service not available', 'COLLECTOR_UNAVAILABLE'],
  ['add-exchange', 'binance', 'CCXT service not available', 'UPSTREAM_UNAVAILABLE'],
  ['blacklist-exchange', 'binance', 'CCXT service not available', 'UPSTREAM_UNAVAILABLE'],
  ['unblacklist-exchange', 'binance', 'CCXT service not available', 'UPSTREAM_UNAVAILABLE'],
  ['refresh-exchanges', undefined, 'CCXT service not available', 'UPSTREAM_UNAVAILABLE'],
] as const)('%s answers 503 in the documented words', async (name, exchange, error, code) => {
  const { status, headers, body } = await functions.http(name, exchange ? { exchange } : {});
  expect({ status, body }).toMatchObject({ status: 503, body: { error, code, retryable: true } });
  expect(headers['retry-after']).toBe('5');
});

it('still refuses without the key, and bad ids, with no upstream asked', async () => {
  expect(
    await functions.http('add-exchange', { exchange: 'binance', headers: { 'x-admin-key': '' } }),
  ).toMatchObject({ status: 401 });
  expect(await functions.http('add-exchange', { exchange: '..' })).toMatchObject({ status: 400 });
});

it('logs causes, counts the bypass, and shows no key', async () => {
  await functions.http('get-supported');
  expect(functions.output()).toContain('ECONNREFUSED');
  expect(functions.output()).toContain('"bypass":1');
  expect(functions.output()).not.toContain(ADMIN_KEY);
});

it.each(['sweep-blacklist', 'invalidate-cache'] as const)(
  'the job %s throws, so that its failure is not lost',
  async (action) => {
    await expect(functions.send(action, { source: 'exchange.schedule', action })).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
    });
  },
);

import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ENV } from '#lib/env.ts';
import { ADMIN_KEY, type FunctionHost, startFunctionHost } from '../support/function-host.ts';
import { type SeenRequest, sendJson, startHttpStub } from '../support/http-stub.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/**
 * The real functions in two processes that share one file of records, as gateway and jobs do. The collector is away;
 * the CCXT service is a stub that counts changes and answers them when a test lets it.
 */
const nowhere = 'http://127.0.0.1:1';
const CONFIG = {
  config: { blacklistedExchanges: [] },
  activeExchanges: ['kraken'],
  availableExchanges: ['kraken', 'okx'],
  exchanges: [],
  blacklist: [],
  version: 7,
};

let service: Awaited<ReturnType<typeof startHttpStub>>;
let redis: RedisServer;
let hosts: FunctionHost[];
let changes: SeenRequest[];
/** Settles when a change has come; it is answered when `answer` does. */
let change: PromiseWithResolvers<void>;
let answer: Promise<void>;
const records = join(temporaryFolder(), 'records.sqlite');

beforeAll(async () => {
  redis = await startRedisServer();
  service = await startHttpStub(async (request, response) => {
    if (request.method === 'GET') return sendJson(response, 200, CONFIG);
    changes.push(request);
    change.resolve();
    await answer;
    sendJson(response, 200, { message: 'done', changed: true, version: 8, blacklistedExchanges: [] });
  });
  const urls = { redis: redis.url, ccxt: service.url, collector: nowhere };
  hosts = [1, 2].map(() => startFunctionHost(urls, undefined, { [ENV.recordsPath]: records }));
});
afterAll(async () => {
  await Promise.all([...hosts.map((host) => host.stop()), service.close(), redis.stop()]);
});
beforeEach(() => {
  changes = [];
  change = Promise.withResolvers();
  answer = Promise.resolve();
});

const call = (host: number, key: string, exchange = 'kraken') =>
  hosts[host]?.http('blacklist-exchange', { exchange, headers: { 'idempotency-key': key } });

describe('the same key in two processes', () => {
  it('while the first is in flight, the second is told to come back, and then gets its answer', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    answer = promise;
    const first = call(0, 'one');
    await change.promise;
    expect(await call(1, 'one')).toMatchObject({
      status: 409,
      headers: { 'retry-after': '5' },
      body: { code: 'IDEMPOTENCY_IN_FLIGHT', retryable: true },
    });
    resolve();
    const { body } = (await first) ?? {};
    expect(body).toMatchObject({ changed: true, version: 8 });
    const again = await call(1, 'one');
    expect(again).toMatchObject({ status: 200, headers: { 'idempotent-replayed': 'true' } });
    expect(again?.body).toEqual(body);
    expect(changes).toHaveLength(1);
  });

  it('has one effect when 20 calls come at once', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, (_, n) => call(n % 2, 'two')));
    expect(changes).toHaveLength(1);
    const outcomes = replies.map((reply) => reply?.body.code ?? reply?.status);
    expect(new Set(outcomes)).toEqual(new Set([200, 'IDEMPOTENCY_IN_FLIGHT']));
  });

  it('control: without a key each of them is carried out', async () => {
    await Promise.all([0, 1, 0, 1].map((n) => hosts[n]?.http('blacklist-exchange', { exchange: 'kraken' })));
    expect(changes).toHaveLength(4);
  });

  it('is refused with another exchange', async () => {
    await call(0, 'three');
    expect(await call(1, 'three', 'okx')).toMatchObject({ status: 422 });
    expect(changes).toHaveLength(1);
  });

  it('has one effect for a scheduled event delivered to both', async () => {
    const event = {
      source: 'exchange.schedule',
      action: 'refresh-exchanges',
      scheduleArn: 'arn:aws:scheduler:eu-central-1:123456789012:schedule/exchange/refresh-exchanges',
      scheduledTime: '2026-11-22T03:00:00Z',
    };
    const first = await hosts[0]?.send('refresh-exchanges', event);
    expect(await hosts[1]?.send('refresh-exchanges', event)).toEqual(first);
    expect(changes).toHaveLength(1);
  });
});

describe('the audit log of both', () => {
  it('has every call, newest first, and who was answered from an earlier one', async () => {
    await call(0, 'four');
    await call(1, 'four');
    const reply = await hosts[0]?.http('get-audit', { query: { limit: '2' } });
    expect(reply).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    expect(reply?.body.records).toMatchObject([
      { action: 'blacklist-exchange', registryVersion: { before: null }, outcome: { replayed: true } },
      { registryVersion: { before: 7, after: 8 }, outcome: { replayed: false, changed: true } },
    ]);
    const rest = await hosts[1]?.http('get-audit', {
      query: { limit: '200', cursor: reply?.body.nextCursor },
    });
    const actions = rest?.body.records.map(({ action }: { action: string }) => action);
    expect(new Set(actions)).toEqual(new Set(['blacklist-exchange', 'refresh-exchanges']));
    expect(actions.length).toBeGreaterThan(25);
  });

  it('needs the admin key', async () => {
    const refused = await hosts[0]?.http('get-audit', { headers: { 'x-admin-key': 'wrong' } });
    expect(refused).toMatchObject({ status: 401 });
  });

  it('is in the log lines too; no key is anywhere, and refused ones are counted', () => {
    const output = hosts[0]?.output() ?? '';
    const lines = output.split('\n').filter((line) => line.includes('"message":"audit"'));
    expect(JSON.parse(lines[0] ?? '{}').audit).toMatchObject({
      action: 'blacklist-exchange',
      address: '127.0.0.1',
      key: { stage: 'current', version: null },
      outcome: { status: 200, code: 'OK' },
    });
    expect(output).toMatch(/"admin_auth_failed":1/);
    expect(output).not.toContain(ADMIN_KEY);
    expect(output).not.toContain('audit_failed');
  });
});

describe('records that cannot be kept', () => {
  let host: FunctionHost;
  beforeAll(() => {
    const urls = { redis: redis.url, ccxt: service.url, collector: nowhere };
    host = startFunctionHost(urls, undefined, {
      [ENV.recordsPath]: '/proc/records.sqlite',
      LOG_LEVEL: 'ERROR',
    });
  });
  afterAll(() => host.stop());

  it('fail no change: its line stands, whatever the log level, and the failure is counted', async () => {
    expect(await host.http('blacklist-exchange', { exchange: 'kraken' })).toMatchObject({
      status: 200,
      body: { changed: true },
    });
    expect(changes).toHaveLength(1);
    expect(host.output()).toMatch(/"message":"audit".*"after":8/);
    expect(host.output()).toMatch(/"audit_failed":1/);
  });

  it('are a 503 to who asks for idempotency, or for the log; nothing is changed', async () => {
    const keyed = { exchange: 'kraken', headers: { 'idempotency-key': 'k' } };
    expect(await host.http('blacklist-exchange', keyed)).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5' },
      body: { code: 'IDEMPOTENCY_UNAVAILABLE', retryable: true },
    });
    expect(changes).toHaveLength(0);
    expect(await host.http('get-audit')).toMatchObject({ status: 503, body: { code: 'AUDIT_UNAVAILABLE' } });
  });
});

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { configReply, mutationReply, refreshReply, validateReply } from '#lib/schemas/ccxt-service.ts';
import { readCatalog } from '#services/common/exchange/catalog.ts';
import { type CcxtServiceProcess, startCcxtService } from '../../support/ccxt/service-process.ts';
import { type SimulatedExchanges, startSimulated } from '../../support/ccxt/simulated.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let simulated: SimulatedExchanges;
let service: CcxtServiceProcess;
beforeAll(async () => {
  simulated = await startSimulated();
  service = await startCcxtService({
    REGISTRY_PATH: join(temporaryFolder(), 'registry.db'),
    SEED_EXCHANGES: 'binance, bybit,okx',
    EXCHANGE_PROXY_URL: simulated.url,
    DEFAULT_POLL_INTERVAL_MS: '1000',
  });
});
afterAll(async () => {
  await service.end();
  await simulated.close();
});

const version = async () => (await service.admin('GET', '/config')).json.version;
const TIMESTAMP = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);

describe('the documented shapes', () => {
  it('GET /health', async () => {
    const { status, json } = await service.get('/health');
    expect(status).toBe(200);
    expect(json).toMatchObject({
      status: 'healthy',
      timestamp: TIMESTAMP,
      service: 'ccxt-service',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      exchanges_count: 3,
      registry_version: await version(),
    });
    expect(Object.keys(json.exchange_connectivity)).toEqual(['binance', 'bybit', 'okx']);
  });

  it('GET /api/exchanges', async () => {
    const { status, json } = await service.get('/api/exchanges');
    expect(status).toBe(200);
    expect(json.exchanges).toHaveLength(readCatalog().size);
    expect(json.exchanges.find(({ id }: { id: string }) => id === 'kraken')).toEqual({
      id: 'kraken',
      name: 'Kraken',
      countries: ['US'],
      urls: expect.objectContaining({ api: expect.anything() }),
    });
  });

  it('GET config', async () => {
    const { status, json, headers } = await service.admin('GET', '/config');
    expect(status).toBe(200);
    expect(v.is(configReply, json)).toBe(true);
    expect(json).toMatchObject({
      config: { blacklistedExchanges: [] },
      activeExchanges: ['binance', 'bybit', 'okx'],
      availableExchanges: [...readCatalog().keys()],
      blacklist: [],
      timestamp: TIMESTAMP,
    });
    expect(headers.get('etag')).toBe(`"${json.version}"`);
    expect(json.exchanges[0]).toMatchObject({
      id: 'binance',
      name: 'Binance',
      capabilities: { fetchTickers: true, fetchOrderBook: true },
      rateLimit: 50,
      timeframes: expect.arrayContaining(['1m', '1d']),
      certified: true,
      settings: {},
    });
  });

  it('add, of a new exchange, with other settings, and once more', async () => {
    const before = await version();
    const first = await service.admin('POST', '/add/bitstamp', { pollIntervalMs: 3_000, by: 'ops' });
    expect(first.status).toBe(200);
    expect(v.is(mutationReply, first.json)).toBe(true);
    expect(first.json).toMatchObject({
      activeExchanges: ['binance', 'bitstamp', 'bybit', 'okx'],
      changed: true,
      version: before + 1,
      timestamp: TIMESTAMP,
    });
    const other = await service.admin('POST', '/add/BitStamp', { symbols: ['BTC/USD'] });
    expect(other.json).toMatchObject({ changed: true, version: before + 2 });
    const same = await service.admin('POST', '/add/bitstamp', { pollIntervalMs: 3_000 });
    expect(same.json).toMatchObject({ changed: false, version: before + 2 });
    const { exchanges } = (await service.admin('GET', '/config')).json;
    expect(exchanges[1].settings).toEqual({ pollIntervalMs: 3_000, symbols: ['BTC/USD'] });
  });

  it('blacklist and un-blacklist', async () => {
    const before = await version();
    const put = await service.admin('POST', '/blacklist/OKX', {
      reason: 'maintenance',
      ttlSeconds: 60,
      by: 'ops',
    });
    expect(put.json).toMatchObject({ blacklistedExchanges: ['okx'], changed: true, version: before + 1 });
    const { json } = await service.admin('GET', '/config');
    expect(json.config.blacklistedExchanges).toEqual(['okx']);
    expect(json.activeExchanges).not.toContain('okx');
    expect(json.exchanges.map(({ id }: { id: string }) => id)).not.toContain('okx');
    expect(json.blacklist).toEqual([
      { exchange: 'okx', reason: 'maintenance', by: 'ops', at: TIMESTAMP, expiresAt: TIMESTAMP },
    ]);
    const taken = await service.admin('DELETE', '/blacklist/okx', { by: 'ops' });
    expect(taken.json).toMatchObject({ blacklistedExchanges: [], changed: true, version: before + 2 });
    expect(taken.json.activeExchanges).toContain('okx');
    const again = await service.admin('DELETE', '/blacklist/okx');
    expect(again).toMatchObject({ status: 200, json: { changed: false, version: before + 2 } });
  });

  it('pause and resume', async () => {
    const before = await version();
    const put = await service.admin('POST', '/pause/OKX', { reason: 'a look', by: 'ops' });
    expect(v.is(mutationReply, put.json)).toBe(true);
    expect(put.json).toMatchObject({ pausedExchanges: ['okx'], changed: true, version: before + 1 });
    expect(put.json.activeExchanges).toContain('okx');
    const { json } = await service.admin('GET', '/config');
    expect(json.config.pausedExchanges).toEqual(['okx']);
    expect(json.paused).toEqual([{ exchange: 'okx', reason: 'a look', by: 'ops', at: TIMESTAMP }]);
    const ended = await service.admin('POST', '/resume/okx');
    expect(ended.json).toMatchObject({ pausedExchanges: [], changed: true, version: before + 2 });
    expect((await service.admin('POST', '/resume/okx')).json.changed).toBe(false);
    const unknown = await service.admin('POST', '/pause/nonesuch');
    expect([unknown.status, unknown.json.code]).toEqual([400, 'EXCHANGE_UNKNOWN']);
    const idle = await service.admin('POST', '/pause/gemini');
    expect([idle.status, idle.json.code]).toEqual([400, 'EXCHANGE_NOT_ACTIVE']);
  });

  it('may blacklist what was never configured, and keeps it so', async () => {
    await service.admin('POST', '/blacklist/kraken');
    const { json } = await service.admin('DELETE', '/blacklist/kraken');
    expect(json.activeExchanges).not.toContain('kraken');
  });

  it('an expired entry stays blacklisted until it is taken off', async () => {
    const expiresAt = new Date(Date.now() - 5_000).toISOString();
    const { status } = await service.admin('POST', '/blacklist/gemini', { expiresAt });
    expect(status).toBe(200);
    expect((await service.admin('GET', '/config')).json.config.blacklistedExchanges).toEqual(['gemini']);
    await service.admin('DELETE', '/blacklist/gemini');
  });

  it('refresh', async () => {
    const { status, json } = await service.admin('POST', '/refresh', {
      exchanges: ['BINANCE', 'bybit', 'binance'],
    });
    expect(status).toBe(200);
    expect(v.is(refreshReply, json)).toBe(true);
    expect(json).toMatchObject({ changed: true, added: ['binance', 'bybit'], failed: [], pending: [] });
    const passed = expect.objectContaining({ status: 'passed' });
    expect(json.connectivity).toEqual({
      binance: { health: passed, capability: passed, rateLimit: passed },
      bybit: { health: passed, capability: passed, rateLimit: passed },
    });
    const again = await service.admin('POST', '/refresh', { exchanges: ['binance'] });
    expect(again.json).toMatchObject({
      changed: false,
      added: [],
      unchanged: ['binance'],
      version: json.version,
    });
    const { exchange_connectivity } = (await service.get('/health')).json;
    expect(exchange_connectivity.binance).toMatchObject({ status: 'passed', checkedAt: TIMESTAMP });
  });
});

describe('validate', () => {
  it('what it last found is told without asking the exchange again', async () => {
    const unasked = await service.admin('GET', '/connectivity/bitstamp');
    expect(unasked.status).toBe(200);
    expect(unasked.json.connectivity.health).toMatchObject({ status: 'skipped', code: 'NOT_CHECKED' });
    const { json } = await service.admin('POST', '/validate/bitstamp');
    const before = (await simulated.asked('bitstamp')).length;
    const last = await service.admin('GET', '/connectivity/BITSTAMP');
    expect(v.is(validateReply, last.json)).toBe(true);
    expect(last.json.connectivity).toMatchObject({
      health: { ...json.connectivity.health, checkedAt: TIMESTAMP },
      capability: { status: 'passed' },
      rateLimit: { status: 'passed' },
    });
    expect(await simulated.asked('bitstamp')).toHaveLength(before);
    expect((await service.admin('GET', '/connectivity/nonesuch')).json.code).toBe('EXCHANGE_UNKNOWN');
  });

  it('asks the exchange, and says how it answered', async () => {
    const before = (await simulated.asked('binance')).length;
    const { status, json } = await service.admin('POST', '/validate/binance');
    expect(status).toBe(200);
    expect(v.is(validateReply, json)).toBe(true);
    expect(json.connectivity).toEqual({
      health: { status: 'passed', latencyMs: expect.any(Number), method: 'fetchTime' },
      capability: { status: 'passed', latencyMs: 0 },
      rateLimit: { status: 'passed', latencyMs: 0, message: expect.any(String) },
    });
    expect((await simulated.asked('binance')).slice(before)).toEqual(['/api/v3/time']);
  });

  it('uses a small order book where there is neither time nor status', async () => {
    const { json } = await service.admin('POST', '/validate/bitstamp');
    expect(json.connectivity.health).toMatchObject({ status: 'passed', method: 'fetchOrderBook' });
  });

  it.each([
    ['refuse', {}, 'UNREACHABLE'],
    ['html', {}, 'BAD_RESPONSE'],
    ['status', { status: 451 }, 'GEO_BLOCKED'],
    ['status', { status: 429, retryAfterSeconds: 3 }, 'RATE_LIMITED'],
    ['status', { status: 503 }, 'UNAVAILABLE'],
  ])('%s %j: health failed with its code, which is not fatal', async (kind, more, code) => {
    await simulated.fault('bybit', { kind, ...more });
    const { status, json } = await service.admin('POST', '/validate/bybit');
    await simulated.heal('bybit');
    expect(status).toBe(200);
    expect(json.connectivity.health).toMatchObject({ status: 'failed', code, message: expect.any(String) });
    expect(json.connectivity.health.message).not.toMatch(/127\.0\.0\.1|https?:|bybit\.com/);
    expect(json.connectivity.capability.status).toBe('passed');
  });

  it('ends a check that hangs, shared by all who ask meanwhile', async () => {
    await simulated.fault('okx', { kind: 'hang' });
    const before = (await simulated.asked('okx')).length;
    const checks = Array.from({ length: 10 }, () => service.admin('POST', '/validate/okx'));
    const healths = (await Promise.all(checks)).map(({ json }) => json.connectivity.health);
    await simulated.heal('okx');
    for (const health of healths) expect(health).toMatchObject({ status: 'failed', code: 'TIMEOUT' });
    expect((await simulated.asked('okx')).slice(before)).toHaveLength(1);
  });

  it('computes the rate budget of the settings it is given; a default interval is widened', async () => {
    const tooFast = await service.admin('POST', '/validate/kraken', { pollIntervalMs: 5_749 });
    expect(tooFast.json.connectivity.rateLimit).toMatchObject({
      status: 'failed',
      code: 'RATE_LIMIT_INVALID',
    });
    const fewer = await service.admin('POST', '/validate/kraken', {
      pollIntervalMs: 2_750,
      symbols: ['BTC/USD'],
    });
    expect(fewer.json.connectivity.rateLimit.status).toBe('passed');
    const byDefault = await service.admin('POST', '/validate/kraken');
    expect(byDefault.json.connectivity.rateLimit).toMatchObject({
      status: 'passed',
      message: expect.stringContaining('every 5750 ms'),
    });
  });
});

describe('refusals', () => {
  it.each([
    ['add', 'POST', '/add/nosuchexchange'],
    ['validate', 'POST', '/validate/nosuchexchange'],
    ['blacklist', 'POST', '/blacklist/nosuchexchange'],
    ['un-blacklist', 'DELETE', '/blacklist/nosuchexchange'],
  ])('%s of what ccxt does not know: 400 with availableExchanges', async (_name, method, path) => {
    const { status, json } = await service.admin(method, path);
    expect(status).toBe(400);
    expect(json).toMatchObject({ error: expect.any(String), code: 'EXCHANGE_UNKNOWN' });
    expect(json.availableExchanges).toHaveLength(readCatalog().size);
  });

  it('add and refresh of a blacklisted exchange: 400', async () => {
    await service.admin('POST', '/blacklist/kraken');
    const added = await service.admin('POST', '/add/kraken');
    const refreshed = await service.admin('POST', '/refresh', { exchanges: ['kraken'] });
    await service.admin('DELETE', '/blacklist/kraken');
    for (const { status, json } of [added, refreshed]) {
      expect(status).toBe(400);
      expect(json).toMatchObject({ error: expect.any(String), code: 'EXCHANGE_BLACKLISTED' });
      expect(json).not.toHaveProperty('availableExchanges');
    }
  });

  it.each([
    ['an unknown field', '/add/kraken', '{"pollInterval":1000}', 400, 'INVALID_BODY'],
    ['__proto__', '/add/kraken', '{"__proto__":{"pollIntervalMs":1000}}', 400, 'INVALID_BODY'],
    ['an array', '/add/kraken', '[]', 400, 'INVALID_BODY'],
    ['null', '/blacklist/kraken', 'null', 400, 'INVALID_BODY'],
    ['bad JSON', '/blacklist/kraken', '{"reason":', 400, 'INVALID_BODY'],
    ['a past end', '/blacklist/kraken', '{"expiresAt":"2020-01-01T00:00:00Z"}', 400, 'INVALID_BODY'],
    ['no instant', '/blacklist/kraken', '{"expiresAt":"2030-02-31T99:00:00Z"}', 400, 'INVALID_BODY'],
    ['a long by', '/blacklist/kraken', `{"by":"${'x'.repeat(65)}"}`, 400, 'INVALID_BODY'],
    ['too fast a poll', '/add/kraken', '{"pollIntervalMs":500}', 422, 'VALIDATION_FAILED'],
    ['not active', '/refresh', '{"exchanges":["kraken"]}', 400, 'EXCHANGE_NOT_ACTIVE'],
    ['17 KB', '/add/kraken', `{"by":"${'x'.repeat(17_000)}"}`, 413, 'BODY_TOO_LARGE'],
  ])('%s changes nothing', async (_name, path, body, status, code) => {
    const before = await version();
    const reply = await service.admin('POST', path, body);
    expect([reply.status, reply.json.code]).toEqual([status, code]);
    expect(await version()).toBe(before);
  });

  it('If-Match that is not current: 412, whatever the change', async () => {
    const current = await version();
    for (const [method, path] of [
      ['POST', '/add/gemini'],
      ['POST', '/blacklist/binance'],
      ['DELETE', '/blacklist/binance'],
      ['POST', '/refresh'],
    ] as const) {
      const reply = await service.admin(method, path, undefined, { 'if-match': `"${current - 1}"` });
      expect([reply.status, reply.json.code]).toEqual([412, 'PRECONDITION_FAILED']);
    }
    expect(await version()).toBe(current);
    const right = await service.admin('POST', '/add/gemini', undefined, { 'if-match': `"${current}"` });
    expect(right).toMatchObject({ status: 200, json: { changed: true } });
  });

  it.each([
    ['none', {}],
    ['a wrong one', { 'x-api-key': 'wrong' }],
    ['an empty one', { 'x-api-key': '' }],
  ])('401 with the documented body for a key that is %s', async (_name, headers) => {
    const response = await fetch(`${service.url}/api/admin/exchanges/config`, { headers: { ...headers } });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      error: 'Unauthorized',
      message: expect.any(String),
      timestamp: TIMESTAMP,
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { CACHED_RESOURCES, cacheKeys, marketKeys } from '#lib/redis-keys.ts';
import { apiClient } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import { simulatorClient } from '../support/simulator-client.ts';
import { type RunningSystem, startSystem } from '../support/system.ts';

let system: RunningSystem;
let api: ReturnType<typeof apiClient>;
let simulator: ReturnType<typeof simulatorClient>;
let redis: Redis;

beforeAll(async () => {
  system = await startSystem();
  api = apiClient(system.endpoints);
  simulator = simulatorClient(system.endpoints.simulatorUrl ?? '');
  redis = new Redis(system.endpoints.redisUrl);
}, 90_000);
afterAll(async () => {
  redis?.disconnect();
  await system?.stop();
}, 20_000);

const ALL_CACHE_KEYS = CACHED_RESOURCES.flatMap((resource) => Object.values(cacheKeys(resource)));
const fillCaches = async () => {
  await api({ path: '/config' });
  await api({ path: '/supported' });
  expect(await redis.exists(...CACHED_RESOURCES)).toBe(2);
};
const cachedVersionOf = (resource: (typeof CACHED_RESOURCES)[number]) =>
  redis.hget(cacheKeys(resource).meta, 'version');
const workerOf = async (exchange: string) => {
  const { body } = await api({ path: '/workers/status' });
  return body.workers.find((worker: { exchange: string }) => worker.exchange === exchange);
};
/** Instants of the last successes, as consumers see them: entries of the exchange's stream. */
const streamLength = (exchange: string) => redis.xlen(marketKeys(exchange).stream);

describe('the cached reads', () => {
  it('are filled once, then come from Redis; a matching tag is a 304', async () => {
    await fillCaches();
    const { headers, body } = await api({ path: '/supported' });
    expect(headers.get('x-cache')).toBe('HIT');
    expect(headers.get('cache-control')).toBe('no-cache');
    expect(body).toEqual({ exchanges: ['binance', 'bybit', 'coinbase', 'kraken', 'okx'], count: 5 });
    const again = await api({ path: '/supported', headers: { 'if-none-match': headers.get('etag') ?? '' } });
    expect({ status: again.status, body: again.body }).toEqual({ status: 304, body: undefined });
  });

  it('have a configuration that names every active exchange, and no keys', async () => {
    const { body } = await api({ path: '/config' });
    expect(body.exchanges.map(({ id }: { id: string }) => id).toSorted()).toEqual(
      body.activeExchanges.toSorted(),
    );
    expect(body.availableExchanges).toHaveLength(104);
    expect(JSON.stringify(body)).not.toContain(system.endpoints.serviceApiKey);
  });
});

describe('the collection', () => {
  it('brings tickers of the whole exchange and order books of a few symbols to Redis', async () => {
    const { tickers, books } = marketKeys('binance');
    await eventually(async () => expect(await redis.hlen(tickers)).toBeGreaterThan(100), {
      timeoutMs: 15_000,
    });
    const ticker = JSON.parse((await redis.hget(tickers, 'BTC/USDT')) ?? 'null');
    expect(ticker.last).toBeGreaterThan(0);
    expect(await redis.hlen(books)).toBe(3);
    const before = await streamLength('binance');
    await eventually(async () => expect(await streamLength('binance')).toBeGreaterThan(before), {
      timeoutMs: 10_000,
    });
  });
});

describe('adding', () => {
  it('validates with the exchange, starts its worker, and invalidates', async () => {
    await fillCaches();
    const since = await simulator.lastSeq('bitstamp');
    const { status, body, tookMs } = await api({
      method: 'POST',
      path: '/add/BITSTAMP',
      body: { pollIntervalMs: 1_000 },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      changed: true,
      message: expect.any(String),
      timestamp: expect.any(String),
      activeExchanges: expect.arrayContaining(['bitstamp']),
      connectivity: {
        health: { status: 'passed', method: expect.any(String) },
        capability: { status: 'passed' },
        rateLimit: { status: 'passed' },
        worker: { status: 'passed' },
      },
      worker: { state: 'running', generation: expect.any(Number) },
      warnings: [],
    });
    expect(tookMs).toBeLessThan(25_000);
    expect((await simulator.log('bitstamp', since)).length).toBeGreaterThan(1);
    expect(await streamLength('bitstamp')).toBeGreaterThan(0);
    expect((await api({ path: '/supported' })).body.exchanges).toContain('bitstamp');
  }, 30_000);

  it('is a no-op the second time, and leaves the worker alone', async () => {
    const { generation } = await workerOf('bitstamp');
    const { body } = await api({ method: 'POST', path: '/add/bitstamp', body: { pollIntervalMs: 1_000 } });
    expect(body).toMatchObject({ changed: false, worker: { generation } });
  }, 30_000);

  it('takes an exchange that does not answer, and says so', async () => {
    await simulator.fail('bitstamp', { kind: 'hang' });
    try {
      const { status, body, tookMs } = await api({
        method: 'POST',
        path: '/add/bitstamp',
        body: { pollIntervalMs: 2_000 },
      });
      expect({ status, body }).toMatchObject({
        status: 200,
        body: { changed: true, connectivity: { health: { status: 'failed', code: 'TIMEOUT' } } },
      });
      expect(body.connectivity.worker.status).not.toBe('passed');
      expect(body.warnings).toHaveLength(1);
      expect(tookMs).toBeLessThan(25_000);
    } finally {
      await simulator.heal('bitstamp');
    }
  }, 40_000);

  it.each([
    ['nosuch', 404, 'EXCHANGE_UNKNOWN'],
    ['bit2c', 422, 'VALIDATION_FAILED'],
    ['-binance', 400, 'INVALID_EXCHANGE_ID'],
  ])('refuses %s with %i %s and leaves the caches as they are', async (exchange, status, code) => {
    await fillCaches();
    const version = await cachedVersionOf('exchange:config');
    expect(await api({ method: 'POST', path: `/add/${exchange}` })).toMatchObject({ status, body: { code } });
    expect(await cachedVersionOf('exchange:config')).toBe(version);
  });

  it('needs the admin key', async () => {
    const refused = await api({ method: 'POST', path: '/add/gemini', headers: { 'x-admin-key': 'wrong' } });
    expect(refused).toMatchObject({ status: 401, body: { code: 'ADMIN_AUTH_FAILED' } });
  });
});

describe('blacklisting', () => {
  it('stops the worker: no further request after two intervals, no data, no stale read', async () => {
    await fillCaches();
    const { status, body, headers } = await api({
      method: 'POST',
      path: '/blacklist/okx',
      body: { reason: 'late', ttlSeconds: 600 },
    });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { changed: true, worker: { state: 'blacklisted' }, warnings: [] },
    });
    expect(headers.get('x-worker-restart-warning')).toBeNull();
    expect((await api({ path: '/supported' })).body.exchanges).not.toContain('okx');
    expect(await workerOf('okx')).toMatchObject({ state: 'blacklisted' });
    const { blacklist } = (await api({ path: '/config' })).body;
    expect(blacklist).toEqual([{ exchange: 'okx', at: expect.any(String), expiresAt: expect.any(String) }]);

    // Others go on: five more entries of binance are more than two intervals of okx.
    const [seq, entries] = [await simulator.lastSeq('okx'), await streamLength('okx')];
    const goesOn = await streamLength('binance');
    await eventually(async () => expect(await streamLength('binance')).toBeGreaterThan(goesOn + 4), {
      timeoutMs: 15_000,
    });
    expect(await simulator.lastSeq('okx')).toBe(seq);
    expect(await streamLength('okx')).toBe(entries);
  }, 30_000);

  it('makes adding and restarting a conflict', async () => {
    for (const path of ['/add/okx', '/workers/okx/restart']) {
      expect(await api({ method: 'POST', path })).toMatchObject({
        status: 409,
        body: { code: 'EXCHANGE_BLACKLISTED' },
      });
    }
  });

  it('ends when it is taken back: a new generation collects', async () => {
    const entries = await streamLength('okx');
    const { generation } = await workerOf('okx');
    const { status, body, headers } = await api({ method: 'DELETE', path: '/blacklist/okx' });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { changed: true, connectivity: { worker: { status: 'passed' } } },
    });
    expect(body.worker.generation).toBeGreaterThan(generation);
    expect(headers.get('x-worker-restart-info')).toBe(
      `state=running; generation=${body.worker.generation}; code=OK`,
    );
    expect(await streamLength('okx')).toBeGreaterThan(entries);
  }, 30_000);

  it('ends by itself when its time is up', async () => {
    await api({ method: 'POST', path: '/blacklist/okx', body: { ttlSeconds: 1 } });
    await eventually(async () => expect(await workerOf('okx')).toMatchObject({ state: 'running' }), {
      timeoutMs: 25_000,
    });
  }, 40_000);
});

describe('restarting', () => {
  it('raises the generation by one, and the data goes on', async () => {
    const before = await workerOf('binance');
    const { status, body } = await api({ method: 'POST', path: '/workers/binance/restart' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ message: 'Worker restarted successfully', exchange: 'binance' });
    expect(body.worker.generation).toBe(before.generation + 1);
    await eventually(
      async () => {
        expect(await workerOf('binance')).toMatchObject({
          state: 'running',
          generation: before.generation + 1,
        });
      },
      { timeoutMs: 10_000 },
    );
  }, 20_000);

  it.each([
    ['nosuch', 404, 'EXCHANGE_UNKNOWN'],
    ['gemini', 404, 'EXCHANGE_NOT_ACTIVE'],
  ])('of %s is %i %s', async (exchange, status, code) => {
    expect(await api({ method: 'POST', path: `/workers/${exchange}/restart` })).toMatchObject({
      status,
      body: { code },
    });
  });
});

describe('refreshing', () => {
  it('checks every exchange, restarts every worker, and leaves no key of the caches in Redis', async () => {
    await fillCaches();
    const { generation } = await workerOf('coinbase');
    const { status, body, tookMs } = await api({ method: 'POST', path: '/refresh' });
    expect(status).toBe(200);
    expect(await redis.exists(...ALL_CACHE_KEYS)).toBe(0);
    const active = body.activeExchanges.toSorted();
    expect(active).toHaveLength(6);
    expect(Object.keys(body.connectivity).toSorted()).toEqual(active);
    expect(Object.keys(body.workers).toSorted()).toEqual(active);
    expect(body).toMatchObject({
      failed: [],
      pending: [],
      connectivity: { coinbase: { health: { status: 'passed' } } },
    });
    expect(tookMs).toBeLessThan(25_000);
    await eventually(async () => expect((await workerOf('coinbase')).generation).toBe(generation + 1), {
      timeoutMs: 15_000,
    });
  }, 60_000);
});

describe('every change', () => {
  it.each([
    ['add', 'POST', '/add/bitstamp', { pollIntervalMs: 1_500 }],
    ['blacklist', 'POST', '/blacklist/bitstamp', {}],
    ['un-blacklist', 'DELETE', '/blacklist/bitstamp', undefined],
  ] as const)(
    '%s leaves no key of the caches in Redis',
    async (_, method, path, body) => {
      await fillCaches();
      const { status } = await api({ method, path, ...(body ? { body } : {}) });
      expect(status).toBe(200);
      expect(await redis.exists(...ALL_CACHE_KEYS)).toBe(0);
    },
    60_000,
  );
});

describe('a status that cannot lie', () => {
  it('names an exchange that hangs within its time, and the others are not touched', async () => {
    const { staleAfterMs, lastSuccessAt } = await workerOf('bybit');
    await simulator.fail('bybit', { kind: 'hang' });
    try {
      await eventually(async () => expect((await workerOf('bybit')).state).toBe('stale'), {
        timeoutMs: 2 * staleAfterMs,
      });
      const worker = await workerOf('bybit');
      const staleFor = Date.parse(worker.since) - Date.parse(worker.lastSuccessAt ?? lastSuccessAt);
      expect(staleFor).toBeLessThanOrEqual(staleAfterMs + 1_000);
      expect(await workerOf('binance')).toMatchObject({ state: 'running' });
    } finally {
      await simulator.heal('bybit');
    }
    await eventually(async () => expect((await workerOf('bybit')).state).toBe('running'), {
      timeoutMs: 15_000,
    });
  }, 40_000);
});

import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { noCredentials } from '#services/ccxt/credentials.ts';
import { type ExchangeHost, ExchangeHostError } from '#services/ccxt/exchanges/exchange-host.ts';
import type { Task } from '#services/ccxt/exchanges/tasks.ts';
import { prepareRegistry, registryOn } from '#services/ccxt/registry/registry.ts';
import { type RegistryStore, RegistryUnavailableError } from '#services/ccxt/registry/store.ts';
import { ccxtService } from '#services/ccxt/service.ts';
import { readCatalog } from '#services/common/exchange/catalog.ts';
import { fakeRegistry } from '../../support/ccxt/fake-registry-store.ts';
import { type Reply, SERVICE_KEY } from '../../support/ccxt/service-process.ts';

/** The service in this process, on a store that a test can break, with exchanges that only note what is asked. */
async function given({ fails, key = SERVICE_KEY }: { fails?: Partial<RegistryStore>; key?: string } = {}) {
  const { open } = fakeRegistry();
  const healthy = open();
  await prepareRegistry(healthy, { seeds: ['kraken'], catalogDigest: '', now: () => 1_000 });
  const broken = { ...fails };
  const store = new Proxy(healthy, {
    get: (target, name) => Reflect.get(name in broken ? broken : target, name),
  });
  const tasks: Task[] = [];
  const host = {
    run: async (task: Task) => {
      tasks.push(task);
      if (task.type !== 'drop') throw new ExchangeHostError('the thread that talks to the exchanges ended');
      return null;
    },
    stop: async () => {},
  } as ExchangeHost;
  const app = ccxtService(
    {
      registry: registryOn(store),
      store,
      catalog: readCatalog(),
      host,
      credentials: noCredentials,
      refresh: async () => new Map(),
      defaultPollIntervalMs: 5_000,
      serviceVersion: '0.0.0',
      now: () => new Date('2026-01-01T00:00:00.000Z'),
      log: pino({ level: 'silent' }),
    },
    key,
  );
  const admin = async (method: string, path: string): Promise<Reply> => {
    const url = `http://service/api/admin/exchanges${path}`;
    const response = await app.request(url, { method, headers: { 'x-api-key': SERVICE_KEY } });
    return { status: response.status, headers: response.headers, json: await response.json() };
  };
  const heal = () => {
    for (const name of Object.keys(broken)) delete broken[name as keyof RegistryStore];
  };
  return { app, admin, heal, tasks };
}
const down = () => Promise.reject(new RegistryUnavailableError('the disk is full'));

describe('a change that cannot be saved', () => {
  it.each([
    ['add', 'POST', '/add/bybit'],
    ['blacklist', 'POST', '/blacklist/kraken'],
  ])('%s: 503, nothing is changed or done, and a retry really does it', async (_name, method, path) => {
    const { admin, heal, tasks } = await given({ fails: { compareAndSet: down } });
    const before = (await admin('GET', '/config')).json;
    const refused = await admin(method, path);
    expect([refused.status, refused.json.code]).toEqual([503, 'REGISTRY_UNAVAILABLE']);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await admin('GET', '/config')).json).toEqual(before);
    expect(tasks).toEqual([]);
    heal();
    expect((await admin(method, path)).json).toMatchObject({ changed: true, version: before.version + 1 });
  });

  it('409 when other writers are always first, and nothing is done', async () => {
    const { admin, tasks } = await given({ fails: { compareAndSet: async () => 'conflict' } });
    const { status, json } = await admin('POST', '/blacklist/kraken');
    expect([status, json.code]).toEqual([409, 'VERSION_CONFLICT']);
    expect(tasks).toEqual([]);
  });
});

describe('a blacklisting that is saved', () => {
  it('has the exchange dropped', async () => {
    const { admin, tasks } = await given();
    await admin('POST', '/blacklist/kraken');
    expect(tasks).toEqual([{ type: 'drop', exchange: 'kraken' }]);
  });
});

describe('while the store is down', () => {
  it('health is 503 and says so, config is 503', async () => {
    const { app, admin } = await given({ fails: { read: down } });
    const health = await app.request('http://service/health');
    expect(health.status).toBe(503);
    expect(await health.json()).toEqual({
      status: 'unhealthy',
      timestamp: '2026-01-01T00:00:00.000Z',
      service: 'ccxt-service',
      version: '0.0.0',
      exchanges_count: 0,
      exchange_connectivity: {},
    });
    expect((await admin('GET', '/config')).status).toBe(503);
  });
});

describe('while the thread of the exchanges is down', () => {
  it('validate is 500, and the registry goes on', async () => {
    const { admin } = await given();
    const { status, json } = await admin('POST', '/validate/kraken');
    expect([status, json.code]).toEqual([500, 'INTERNAL']);
    expect((await admin('POST', '/add/bybit')).status).toBe(200);
  });
});

describe('what cannot be collected from', () => {
  it.each([
    ['no fetchTickers', 'bitso'],
    ['no fetchOrderBook', 'mudrex'],
  ])('%s: add is refused with the checks, nothing is changed', async (_name, id) => {
    const { admin } = await given();
    const { status, json } = await admin('POST', `/add/${id}`);
    expect(status).toBe(422);
    expect(json).toMatchObject({
      code: 'VALIDATION_FAILED',
      details: { connectivity: { capability: { status: 'failed', code: 'CAPABILITY_MISSING' } } },
    });
    expect((await admin('GET', '/config')).json).toMatchObject({ activeExchanges: ['kraken'], version: 1 });
  });
});

describe('ids', () => {
  it.each([
    '__proto__',
    'constructor',
    'hasOwnProperty',
    '..%2f..%2fadmin',
    '%2e%2e%2fx',
    'a%00b',
    'a%0d%0ab',
    '%20',
    'kraken%20',
    'kraken;a=b',
    '%E2%84%AAraken',
    'k%D0%B3aken',
    'x'.repeat(65),
    'x'.repeat(5_000),
  ])('%s is refused and blacklists nothing', async (id) => {
    const { admin, tasks } = await given();
    const { status, json } = await admin('POST', `/blacklist/${id}`);
    expect(status).toBe(400);
    expect(['INVALID_EXCHANGE_ID', 'EXCHANGE_UNKNOWN']).toContain(json.code);
    expect((await admin('GET', '/config')).json).toMatchObject({ version: 1, blacklist: [] });
    expect(tasks).toEqual([]);
  });

  it('are lower-cased', async () => {
    const { admin } = await given();
    expect((await admin('POST', '/blacklist/KrAkEn')).json.blacklistedExchanges).toEqual(['kraken']);
  });
});

describe('without a service key', () => {
  it('admin paths are 503, the others answer', async () => {
    const { app, admin } = await given({ key: '' });
    expect((await admin('GET', '/config')).status).toBe(503);
    expect((await app.request('http://service/health')).status).toBe(200);
    expect((await app.request('http://service/api/exchanges')).status).toBe(200);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { CcxtService, Collector } from '#lib/ports.ts';
import type { ConfigReply } from '#lib/schemas/ccxt-service.ts';
import { cachedReply, loaded } from '#lib/usecases/cached-read.ts';
import { getConfig } from '#lib/usecases/get-config.ts';
import { getSupported } from '#lib/usecases/get-supported.ts';
import type { CachedRead, Loaded, ReadCache } from '#lib/usecases/read-cache.ts';
import { restartWorker } from '#lib/usecases/restart-worker.ts';
import { callOf, config, olderConfig, only, worker } from '../support/fakes.ts';

/** A cache that never has anything, and what was loaded through it. */
function given(reply: ConfigReply) {
  const fills: Loaded[] = [];
  const cache: ReadCache = {
    read: async ({ signal }, load) => {
      const value = await load(signal);
      fills.push(value);
      return { outcome: 'MISS', etag: value.etag, ageSeconds: 0, notModified: false, body: value.body };
    },
  };
  return { fills, deps: { cache, ccxt: only<CcxtService>('ccxt', { config: async () => reply }) } };
}

describe('getConfig', () => {
  const call = callOf<'get-config', unknown>({ exchange: undefined, body: {} });

  it('passes the configuration on, without who blacklisted and why', async () => {
    const entry = { exchange: 'kraken', at: 'then', expiresAt: null };
    const { deps, fills } = given({
      ...config(),
      extra: 1,
      blacklist: [{ ...entry, by: 'ops', reason: 'secret' }],
    });
    const { text } = await getConfig(deps, call);
    expect(JSON.parse(text ?? '')).toEqual({ ...config(), extra: 1, blacklist: [entry] });
    expect(fills[0]?.version).toBe(7);
  });

  it('passes on that of a service of the older shape', async () => {
    const { deps, fills } = given(olderConfig());
    expect(JSON.parse((await getConfig(deps, call)).text ?? '')).toEqual(olderConfig());
    expect(fills[0]?.version).toBeUndefined();
  });
});

describe('getSupported', () => {
  it('lists the active exchanges, sorted', async () => {
    const { deps } = given(config({ activeExchanges: ['okx', 'binance', 'kraken'] }));
    const { text } = await getSupported(
      deps,
      callOf<'get-supported', unknown>({ exchange: undefined, body: {} }),
    );
    expect(JSON.parse(text ?? '')).toEqual({ exchanges: ['binance', 'kraken', 'okx'], count: 3 });
  });
});

describe('loaded', () => {
  it('leaves the timestamp out of the entity tag, and nothing else', () => {
    const tag = (value: object) => loaded(value, 1).etag;
    expect(tag({ a: 1, timestamp: 'x' })).toBe(tag({ a: 1, timestamp: 'y' }));
    expect(tag({ a: 1, timestamp: 'x' })).not.toBe(tag({ a: 2, timestamp: 'x' }));
  });
});

describe('cachedReply', () => {
  const head = { outcome: 'HIT', etag: 'W/"x"', ageSeconds: 9 } as const;
  const headers = {
    'x-cache': 'HIT',
    age: '9',
    etag: 'W/"x"',
    'cache-control': 'no-cache',
    vary: 'Accept-Encoding',
  };
  it.each([
    [
      { ...head, notModified: true },
      { status: 304, headers },
    ],
    [
      { ...head, notModified: false, body: '{}' },
      { headers, text: '{}' },
    ],
    [
      { ...head, notModified: false, brotli: 'aa' },
      { headers, brotli: 'aa' },
    ],
  ] as [CachedRead, object][])('%j', (read, reply) => expect(cachedReply(read)).toEqual(reply));
});

describe('restartWorker', () => {
  const call = callOf<'restart-worker', unknown>({ exchange: 'kraken', body: {} });
  const restarting = (outcome: Awaited<ReturnType<Collector['restart']>>) =>
    restartWorker({ collector: only<Collector>('collector', { restart: async () => outcome }) }, call);

  it('answers with the worker', async () => {
    const { json } = await restarting({ kind: 'reconciled', worker: worker() });
    expect(json).toEqual({ message: 'Worker restarted successfully', exchange: 'kraken', worker: worker() });
  });

  it.each([
    [{ kind: 'unknown' }, 404, 'EXCHANGE_UNKNOWN'],
    [{ kind: 'not-active' }, 404, 'EXCHANGE_NOT_ACTIVE'],
    [{ kind: 'reconciled', worker: worker({ state: 'blacklisted' }) }, 409, 'EXCHANGE_BLACKLISTED'],
    [{ kind: 'unavailable', cause: 1 }, 503, 'COLLECTOR_UNAVAILABLE'],
    [{ kind: 'failed', cause: 1 }, 500, 'RESTART_FAILED'],
  ] as const)('%j is %i %s', async (outcome, status, code) => {
    await expect(restarting(outcome)).rejects.toMatchObject({ status, code });
  });
});

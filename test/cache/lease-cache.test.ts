import { brotliDecompressSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Load } from '#lib/cache/cached-read.ts';
import { LeaseCache } from '#lib/cache/lease-cache.ts';
import type { CacheStore } from '#lib/cache/store.ts';
import { FakeCacheStore } from '../support/fake-cache-store.ts';
import { ManualClock } from '../support/manual-clock.ts';

const HOUR_MS = 3_600_000;
const unavailable = new Error('upstream is down');
const broken = new Error('upstream talks rubbish');

let clock: ManualClock;
let store: CacheStore;
let counted: string[];
let cache: LeaseCache;
/** The upstream: what it says now, and how often it was asked. */
let version: number;
let loads: number;

beforeEach(() => {
  clock = new ManualClock();
  counted = [];
  version = 1;
  loads = 0;
  use(new FakeCacheStore(() => clock.now()));
});

function use(next: CacheStore): void {
  store = next;
  cache = new LeaseCache({
    store,
    guard: (call) => call(),
    upstreamTimeoutMs: 5_000,
    isUnavailable: (error) => error === unavailable,
    count: (name) => counted.push(name),
    clock,
    random: () => 0,
  });
}

const body = (of: number) => `{"version":${of}}`;
const load: Load = async () => {
  loads += 1;
  return { body: body(version), etag: `"${version}"`, version };
};
const failing =
  (error: Error): Load =>
  async () => {
    loads += 1;
    throw error;
  };

function read(with_: Load = load, change: { acceptsBrotli?: boolean; ifNoneMatch?: string } = {}) {
  const signal = new AbortController().signal;
  return cache.read({ resource: 'exchange:config', acceptsBrotli: false, signal, ...change }, with_);
}
function invalidate() {
  return cache.invalidate(['exchange:config', 'exchange:supported'], new AbortController().signal);
}
/** A load that answers when told to, with what the upstream said when it was asked. */
function slowLoad(): { load: Load; answer: () => void } {
  const gate = Promise.withResolvers<void>();
  return {
    answer: gate.resolve,
    load: async (signal) => {
      const loaded = await load(signal);
      await gate.promise;
      return loaded;
    },
  };
}
/** The store with some of its steps replaced. */
function altered(change: Partial<CacheStore>): CacheStore {
  const inner = store;
  const steps = ['begin', 'commit', 'abandon', 'delete', 'deleteOlderThan'] as const;
  const bound = Object.fromEntries(steps.map((step) => [step, inner[step].bind(inner)]));
  return { ...bound, ...change } as CacheStore;
}
const down = () => Promise.reject(new Error('redis is down'));

describe('a read', () => {
  it('misses once, then hits with the age', async () => {
    expect(await read()).toEqual({
      outcome: 'MISS',
      etag: '"1"',
      ageSeconds: 0,
      notModified: false,
      body: body(1),
    });
    await clock.advance(61_500);
    expect(await read()).toEqual({
      outcome: 'HIT',
      etag: '"1"',
      ageSeconds: 61,
      notModified: false,
      body: body(1),
    });
    expect(loads).toBe(1);
  });

  it('answers 304 from a miss and from a hit', async () => {
    const notModified = { etag: '"1"', ageSeconds: 0, notModified: true };
    expect(await read(load, { ifNoneMatch: 'W/"1"' })).toEqual({ outcome: 'MISS', ...notModified });
    expect(await read(load, { ifNoneMatch: 'W/"1"' })).toEqual({ outcome: 'HIT', ...notModified });
  });

  it('gives brotli to who accepts it, made at fill time', async () => {
    const [miss, hit] = [
      await read(load, { acceptsBrotli: true }),
      await read(load, { acceptsBrotli: true }),
    ];
    for (const answer of [miss, hit]) {
      if (!('brotli' in answer)) throw new Error('not compressed');
      expect(brotliDecompressSync(Buffer.from(answer.brotli, 'base64')).toString()).toBe(body(1));
    }
  });

  it.each([
    ['exchange:config', 3_600_000],
    ['exchange:supported', 1_800_000],
  ] as const)('keeps %s for %d ms at most, jitter only shortens it', async (resource, ttlMs) => {
    const request = { resource, acceptsBrotli: false, signal: new AbortController().signal };
    await cache.read(request, load);
    await clock.advance(ttlMs - 1);
    expect(
      await store.begin(resource, { token: 't', leaseMs: 1, acceptsBrotli: false, ifNoneMatch: undefined }),
    ).toMatchObject({ state: 'hit' });
    await clock.advance(2);
    expect(await cache.read(request, load)).toMatchObject({ outcome: 'MISS' });
  });
});

describe('the race', () => {
  it('does not store what was loaded before an invalidation', async () => {
    const slow = slowLoad();
    const reader = read(slow.load);
    await clock.advance(0);
    version = 2;
    expect(await invalidate()).toEqual({ status: 'deleted' });
    slow.answer();
    expect(await reader).toMatchObject({ body: body(1) });
    expect(counted).toEqual(['fill_refused']);
    expect(await read()).toMatchObject({ outcome: 'MISS', body: body(2) });
  });

  it('does not store it either when another reader has filled or is filling since', async () => {
    const slow = slowLoad();
    const reader = read(slow.load);
    await clock.advance(0);
    version = 2;
    await invalidate();
    await read();
    slow.answer();
    await reader;
    expect(await read()).toMatchObject({ outcome: 'HIT', body: body(2) });
  });

  it('does not store it after the durable path has deleted what is older', async () => {
    const slow = slowLoad();
    const reader = read(slow.load);
    await clock.advance(0);
    version = 2;
    expect(await cache.deleteOlderThan('exchange:config', 2)).toBe(true);
    slow.answer();
    await reader;
    expect(await read()).toMatchObject({ outcome: 'MISS', body: body(2) });
    expect(await cache.deleteOlderThan('exchange:config', 2)).toBe(false);
  });

  it('refuses a fill whose lease has lapsed', async () => {
    const slow = slowLoad();
    const reader = read(slow.load);
    await clock.advance(6_001);
    slow.answer();
    await reader;
    expect(counted).toEqual(['fill_refused']);
  });
});

describe('followers', () => {
  it('wait for the fill of the one that has the lease', async () => {
    const slow = slowLoad();
    const readers = [read(slow.load), ...Array.from({ length: 9 }, () => read())];
    await clock.advance(300);
    slow.answer();
    await readers[0];
    await clock.advance(100);
    const outcomes = (await Promise.all(readers)).map((answer) => answer.outcome);
    expect(outcomes).toEqual(['MISS', ...Array(9).fill('HIT')]);
    expect(loads).toBe(1);
  });

  it('ask the upstream themselves after 800 ms, and store nothing', async () => {
    const slow = slowLoad();
    const holder = read(slow.load);
    await clock.advance(0);
    let ended = false;
    const follower = read().finally(() => {
      ended = true;
    });
    await clock.advance(799);
    expect(ended).toBe(false);
    await clock.advance(1);
    expect(await follower).toMatchObject({ outcome: 'MISS', body: body(1) });
    version = 2;
    expect(
      (
        await store.begin('exchange:config', {
          token: 't',
          leaseMs: 1,
          acceptsBrotli: false,
          ifNoneMatch: undefined,
        })
      ).state,
    ).toBe('wait');
    slow.answer();
    expect(await holder).toMatchObject({ body: body(1) });
  });

  it('wait no longer than the lease lives, then take it', async () => {
    await store.begin('exchange:config', {
      token: 'dead',
      leaseMs: 300,
      acceptsBrotli: false,
      ifNoneMatch: undefined,
    });
    const follower = read();
    await clock.advance(301);
    expect(await follower).toMatchObject({ outcome: 'MISS' });
    expect(await read()).toMatchObject({ outcome: 'HIT' });
  });

  it('end with the caller: an aborted wait rejects with the reason', async () => {
    await store.begin('exchange:config', {
      token: 'dead',
      leaseMs: 900,
      acceptsBrotli: false,
      ifNoneMatch: undefined,
    });
    const caller = new AbortController();
    const follower = cache.read(
      { resource: 'exchange:config', acceptsBrotli: false, signal: caller.signal },
      load,
    );
    await clock.advance(50);
    caller.abort(new Error('too late'));
    await expect(follower).rejects.toThrow('too late');
    expect(loads).toBe(0);
  });

  it('go on without Redis when it fails while they wait', async () => {
    await store.begin('exchange:config', {
      token: 'dead',
      leaseMs: 900,
      acceptsBrotli: false,
      ifNoneMatch: undefined,
    });
    const begin = store.begin.bind(store);
    let calls = 0;
    use(altered({ begin: (...args) => (++calls > 2 ? down() : begin(...args)) }));
    const follower = read();
    await clock.advance(100);
    expect(await follower).toMatchObject({ outcome: 'BYPASS' });
  });
});

describe('the last tenth of a life', () => {
  beforeEach(async () => {
    await read();
    await clock.advance(HOUR_MS * 0.95);
    version = 2;
  });

  it('one reader renews in the foreground, the others hit', async () => {
    const slow = slowLoad();
    const renewing = read(slow.load);
    await clock.advance(0);
    expect(await read()).toMatchObject({ outcome: 'HIT', body: body(1), ageSeconds: 3_420 });
    slow.answer();
    expect(await renewing).toMatchObject({ outcome: 'MISS', body: body(2) });
    expect(await read()).toMatchObject({ outcome: 'HIT', body: body(2), ageSeconds: 0 });
  });

  it.each([unavailable, broken])(
    'a renewal that fails (%s) serves the valid value and is not tried by all',
    async (error) => {
      expect(await read(failing(error))).toMatchObject({ outcome: 'HIT', body: body(1) });
      expect(await read(failing(error))).toMatchObject({ outcome: 'HIT', body: body(1) });
      expect(loads).toBe(2);
    },
  );

  it('an invalidation also ends a renewal', async () => {
    const slow = slowLoad();
    version = 1;
    const renewing = read(slow.load);
    await clock.advance(0);
    version = 2;
    await invalidate();
    slow.answer();
    await renewing;
    expect(await read()).toMatchObject({ outcome: 'MISS', body: body(2) });
  });
});

describe('with the upstream down', () => {
  it('serves a value that expired by itself as STALE, with its age, to 304 too', async () => {
    await read();
    await clock.advance(HOUR_MS * 2);
    const stale = { outcome: 'STALE', etag: '"1"', ageSeconds: 7_200 };
    expect(await read(failing(unavailable))).toEqual({ ...stale, notModified: false, body: body(1) });
    expect(await read(failing(unavailable), { ifNoneMatch: '"1"' })).toEqual({ ...stale, notModified: true });
  });

  it('a follower that gave up serves it too', async () => {
    await read();
    await clock.advance(HOUR_MS * 2);
    await store.begin('exchange:config', {
      token: 'dead',
      leaseMs: 9_000,
      acceptsBrotli: false,
      ifNoneMatch: undefined,
    });
    const follower = read(failing(unavailable));
    await clock.advance(800);
    expect(await follower).toMatchObject({ outcome: 'STALE' });
  });

  it('never serves what was invalidated', async () => {
    await read();
    await invalidate();
    await expect(read(failing(unavailable))).rejects.toBe(unavailable);
  });

  it('does not call rubbish from the upstream an absence', async () => {
    await read();
    await clock.advance(HOUR_MS * 2);
    await expect(read(failing(broken))).rejects.toBe(broken);
  });

  it('fails the next reader at once: a failed load gives the lease back', async () => {
    await expect(read(failing(unavailable))).rejects.toBe(unavailable);
    await expect(read(failing(unavailable))).rejects.toBe(unavailable);
    expect(await read()).toMatchObject({ outcome: 'MISS' });
  });
});

describe('with Redis down', () => {
  it('bypasses it, counts it, and does not fill', async () => {
    let commits = 0;
    const commit = async () => {
      commits += 1;
      return 'filled' as const;
    };
    use(altered({ begin: down, commit }));
    expect(await read(load, { acceptsBrotli: true })).toEqual({
      outcome: 'BYPASS',
      etag: '"1"',
      ageSeconds: 0,
      notModified: false,
      body: body(1),
    });
    expect([commits, counted]).toEqual([0, ['bypass']]);
  });

  it('fails as the upstream does when that is down as well', async () => {
    use(altered({ begin: down, abandon: down }));
    await expect(read(failing(unavailable))).rejects.toBe(unavailable);
  });

  it.each<[string, CacheStore['commit']]>([
    ['fails', down],
    ['finds no memory', async () => 'full'],
  ])('serves what was loaded when the commit %s', async (_what, commit) => {
    use(altered({ commit }));
    expect(await read()).toMatchObject({ outcome: 'MISS', body: body(1) });
    expect(counted).toEqual(['fill_failed']);
  });

  it('throws the failure of the load, not of abandoning it', async () => {
    use(altered({ abandon: down }));
    await expect(read(failing(unavailable))).rejects.toBe(unavailable);
  });

  it('asks through the guard for each step of a read, past it for an invalidation', async () => {
    const refused = new Error('circuit is open');
    cache = new LeaseCache({
      store,
      guard: () => Promise.reject(refused),
      upstreamTimeoutMs: 5_000,
      isUnavailable: () => true,
      count: (_name, cause) => expect(cause).toBe(refused),
      clock,
      random: () => 0,
    });
    expect(await read()).toMatchObject({ outcome: 'BYPASS' });
    expect(await invalidate()).toEqual({ status: 'deleted' });
    expect.assertions(3);
  });
});

describe('an invalidation', () => {
  it('is retried once for each resource', async () => {
    const calls: string[] = [];
    use(
      altered({
        delete: async (resource) => {
          calls.push(resource);
          if (calls.filter((call) => call === resource).length === 1) throw new Error('timed out');
          return 0;
        },
      }),
    );
    expect(await invalidate()).toEqual({ status: 'deleted' });
    expect(calls.sort()).toEqual([
      'exchange:config',
      'exchange:config',
      'exchange:supported',
      'exchange:supported',
    ]);
  });

  it('is unconfirmed when one resource could not be deleted, with the cause', async () => {
    const cause = new Error('timed out');
    use(
      altered({ delete: async (resource) => (resource === 'exchange:config' ? Promise.reject(cause) : 3) }),
    );
    expect(await invalidate()).toEqual({ status: 'unconfirmed', cause });
  });

  it('is tried although the time is over, but not a second time', async () => {
    let calls = 0;
    const failing = () => {
      calls += 1;
      return down();
    };
    use(altered({ delete: failing }));
    expect(await cache.invalidate(['exchange:config'], AbortSignal.abort())).toMatchObject({
      status: 'unconfirmed',
    });
    expect(calls).toBe(1);
  });
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CacheStore } from '#lib/cache/store.ts';
import { body, broken, down, LeaseCacheCase, unavailable } from '../support/lease-cache-case.ts';

const HOUR_MS = 3_600_000;

let t: LeaseCacheCase;
beforeEach(() => {
  t = new LeaseCacheCase();
});

describe('with the upstream down', () => {
  it('serves a value that expired by itself as STALE, with its age, to 304 too', async () => {
    await t.read();
    await t.clock.advance(HOUR_MS * 2);
    const stale = { outcome: 'STALE', etag: '"1"', ageSeconds: 7_200 };
    expect(await t.read(t.failing(unavailable))).toEqual({ ...stale, notModified: false, body: body(1) });
    expect(await t.read(t.failing(unavailable), { ifNoneMatch: '"1"' })).toEqual({
      ...stale,
      notModified: true,
    });
  });

  it('a follower that gave up serves it too', async () => {
    await t.read();
    await t.clock.advance(HOUR_MS * 2);
    await t.leaseToNobody(9_000);
    const follower = t.read(t.failing(unavailable));
    await t.clock.advance(800);
    expect(await follower).toMatchObject({ outcome: 'STALE' });
  });

  it('never serves what was invalidated', async () => {
    await t.read();
    await t.invalidate();
    await expect(t.read(t.failing(unavailable))).rejects.toBe(unavailable);
  });

  it('does not call rubbish from the upstream an absence', async () => {
    await t.read();
    await t.clock.advance(HOUR_MS * 2);
    await expect(t.read(t.failing(broken))).rejects.toBe(broken);
  });

  it('fails the next reader at once: a failed load gives the lease back', async () => {
    await expect(t.read(t.failing(unavailable))).rejects.toBe(unavailable);
    await expect(t.read(t.failing(unavailable))).rejects.toBe(unavailable);
    expect(await t.read()).toMatchObject({ outcome: 'MISS' });
  });
});

describe('with Redis down', () => {
  it('bypasses it, counts it, and does not fill', async () => {
    let commits = 0;
    const commit = async () => {
      commits += 1;
      return 'filled' as const;
    };
    t.alter({ begin: down, commit });
    expect(await t.read(t.load, { acceptsBrotli: true })).toEqual({
      outcome: 'BYPASS',
      etag: '"1"',
      ageSeconds: 0,
      notModified: false,
      body: body(1),
    });
    expect([commits, t.counted]).toEqual([0, ['bypass']]);
  });

  it('fails as the upstream does when that is down as well', async () => {
    t.alter({ begin: down, abandon: down });
    await expect(t.read(t.failing(unavailable))).rejects.toBe(unavailable);
  });

  it.each<[string, CacheStore['commit']]>([
    ['fails', down],
    ['finds no memory', async () => 'full'],
  ])('serves what was loaded when the commit %s', async (_what, commit) => {
    t.alter({ commit });
    expect(await t.read()).toMatchObject({ outcome: 'MISS', body: body(1) });
    expect(t.counted).toEqual(['fill_failed']);
  });

  it('throws the failure of the load, not of abandoning it', async () => {
    t.alter({ abandon: down });
    await expect(t.read(t.failing(unavailable))).rejects.toBe(unavailable);
  });

  it('asks through the guard for each step of a read, past it for an invalidation', async () => {
    t.cache = t.make(() => Promise.reject(new Error('circuit is open')));
    expect(await t.read()).toMatchObject({ outcome: 'BYPASS' });
    expect(await t.invalidate()).toEqual({ status: 'deleted' });
  });
});

import { brotliDecompressSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { body, LeaseCacheCase } from '../support/lease-cache-case.ts';

let t: LeaseCacheCase;
beforeEach(() => {
  t = new LeaseCacheCase();
});

describe('a read', () => {
  it('misses once, then hits with the age', async () => {
    expect(await t.read()).toEqual({
      outcome: 'MISS',
      etag: '"1"',
      ageSeconds: 0,
      notModified: false,
      body: body(1),
    });
    await t.clock.advance(61_500);
    expect(await t.read()).toEqual({
      outcome: 'HIT',
      etag: '"1"',
      ageSeconds: 61,
      notModified: false,
      body: body(1),
    });
    expect(t.loads).toBe(1);
  });

  it('answers 304 from a miss and from a hit', async () => {
    const notModified = { etag: '"1"', ageSeconds: 0, notModified: true };
    expect(await t.read(t.load, { ifNoneMatch: 'W/"1"' })).toEqual({ outcome: 'MISS', ...notModified });
    expect(await t.read(t.load, { ifNoneMatch: 'W/"1"' })).toEqual({ outcome: 'HIT', ...notModified });
  });

  it('gives brotli to who accepts it, made at fill time', async () => {
    const [miss, hit] = [
      await t.read(t.load, { acceptsBrotli: true }),
      await t.read(t.load, { acceptsBrotli: true }),
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
    await t.cache.read(request, t.load);
    await t.clock.advance(ttlMs - 1);
    expect(
      await t.store.begin(resource, { token: 't', leaseMs: 1, acceptsBrotli: false, ifNoneMatch: undefined }),
    ).toMatchObject({ state: 'hit' });
    await t.clock.advance(2);
    expect(await t.cache.read(request, t.load)).toMatchObject({ outcome: 'MISS' });
  });
});

describe('the race', () => {
  it('does not store what was loaded before an invalidation', async () => {
    const slow = t.slowLoad();
    const reader = t.read(slow.load);
    await t.clock.advance(0);
    t.version = 2;
    expect(await t.invalidate()).toEqual({ status: 'deleted' });
    slow.answer();
    expect(await reader).toMatchObject({ body: body(1) });
    expect(t.counted).toEqual(['fill_refused']);
    expect(await t.read()).toMatchObject({ outcome: 'MISS', body: body(2) });
  });

  it('does not store it either when another reader has filled or is filling since', async () => {
    const slow = t.slowLoad();
    const reader = t.read(slow.load);
    await t.clock.advance(0);
    t.version = 2;
    await t.invalidate();
    await t.read();
    slow.answer();
    await reader;
    expect(await t.read()).toMatchObject({ outcome: 'HIT', body: body(2) });
  });

  it('does not store it after the durable path has deleted what is older', async () => {
    const slow = t.slowLoad();
    const reader = t.read(slow.load);
    await t.clock.advance(0);
    t.version = 2;
    expect(await t.cache.deleteOlderThan('exchange:config', 2)).toBe(true);
    slow.answer();
    await reader;
    expect(await t.read()).toMatchObject({ outcome: 'MISS', body: body(2) });
    expect(await t.cache.deleteOlderThan('exchange:config', 2)).toBe(false);
  });

  it('refuses a fill whose lease has lapsed', async () => {
    const slow = t.slowLoad();
    const reader = t.read(slow.load);
    await t.clock.advance(6_001);
    slow.answer();
    await reader;
    expect(t.counted).toEqual(['fill_refused']);
  });
});

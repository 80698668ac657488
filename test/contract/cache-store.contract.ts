import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BeginRequest, CacheStore, Fill } from '#lib/cache/store.ts';

export interface StoreUnderTest {
  /** Empty. */
  store: CacheStore;
  /** Lets so much of every key's life pass. */
  advance(ms: number): Promise<void>;
}

const RESOURCE = 'exchange:config';
const OTHER = 'exchange:supported';

const FILL: Fill = {
  body: '{"version":7}',
  brotli: 'YnJvdGxp',
  etag: '"seven"',
  version: 7,
  ttlMs: 60_000,
  lastTtlMs: 600_000,
};

function request(change: Partial<BeginRequest> = {}): BeginRequest {
  return { token: 'reader-1', leaseMs: 9_000, acceptsBrotli: false, ifNoneMatch: undefined, ...change };
}

/** What every store of the cache keeps to. */
export function cacheStoreContract(make: () => Promise<StoreUnderTest>): void {
  let store: CacheStore;
  let advance: StoreUnderTest['advance'];
  beforeEach(async () => {
    ({ store, advance } = await make());
  });

  async function granted(token: string): Promise<string> {
    const reply = await store.begin(RESOURCE, request({ token }));
    if (reply.state !== 'granted') throw new Error(`expected the lease, got ${reply.state}`);
    return reply.grant;
  }
  async function filled(change: Partial<Fill> = {}): Promise<void> {
    expect(await store.commit(RESOURCE, await granted('filler'), { ...FILL, ...change })).toBe('filled');
  }
  async function state(token = 'asker'): Promise<string> {
    return (await store.begin(RESOURCE, request({ token }))).state;
  }

  describe('begin', () => {
    it('grants the lease to the first reader and lets the others wait for what is left of it', async () => {
      await granted('reader-1');
      await advance(2_000);
      const reply = await store.begin(RESOURCE, request({ token: 'reader-2' }));
      expect(reply).toEqual({ state: 'wait', leaseMs: expect.any(Number) });
      const { leaseMs } = reply as { leaseMs: number };
      expect(leaseMs).toBeGreaterThan(6_000);
      expect(leaseMs).toBeLessThanOrEqual(7_000);
    });

    it('grants it again to the reader that has it, under another name', async () => {
      const first = await granted('reader-1');
      const second = await granted('reader-1');
      expect(second).not.toBe(first);
      expect(await store.commit(RESOURCE, first, FILL)).toBe('refused');
      expect(await store.commit(RESOURCE, second, FILL)).toBe('filled');
    });

    it('grants it anew when it has lapsed', async () => {
      await granted('reader-1');
      await advance(9_001);
      await granted('reader-2');
    });

    it('gives a hit with its age, and only what the caller takes', async () => {
      await filled();
      await advance(20_000);
      const plain = await store.begin(RESOURCE, request());
      expect(plain).toEqual({
        state: 'hit',
        etag: '"seven"',
        ageMs: expect.any(Number),
        grant: undefined,
        notModified: false,
        body: FILL.body,
      });
      const { ageMs } = plain as { ageMs: number };
      expect(ageMs).toBeGreaterThanOrEqual(20_000);
      expect(ageMs).toBeLessThan(25_000);
      expect(await store.begin(RESOURCE, request({ acceptsBrotli: true }))).toEqual({
        ...plain,
        ageMs: expect.any(Number),
        body: undefined,
        brotli: FILL.brotli,
      });
    });

    it.each(['"seven"', 'W/"seven"', '"six", "seven"', '*'])(
      'answers If-None-Match %s without a body',
      async (ifNoneMatch) => {
        await filled();
        expect(await store.begin(RESOURCE, request({ ifNoneMatch, acceptsBrotli: true }))).toEqual({
          state: 'hit',
          etag: '"seven"',
          ageMs: expect.any(Number),
          grant: undefined,
          notModified: true,
        });
      },
    );

    it.each(['"weak"', 'W/"weak"', '"six",W/"weak"'])(
      'compares weak tags with %s weakly',
      async (ifNoneMatch) => {
        await filled({ etag: 'W/"weak"' });
        expect(await store.begin(RESOURCE, request({ ifNoneMatch }))).toMatchObject({
          etag: 'W/"weak"',
          notModified: true,
        });
      },
    );

    it.each(['"six"', 'seven', '"seven', ''])(
      'answers If-None-Match %s with the body',
      async (ifNoneMatch) => {
        await filled();
        expect(await store.begin(RESOURCE, request({ ifNoneMatch }))).toMatchObject({ body: FILL.body });
      },
    );

    it('lets one reader renew a value that has under a tenth of its life left', async () => {
      await filled();
      await advance(53_000);
      expect(await store.begin(RESOURCE, request())).toMatchObject({ state: 'hit', grant: undefined });
      await advance(2_000);
      const [one, two] = [
        await store.begin(RESOURCE, request({ token: 'reader-1' })),
        await store.begin(RESOURCE, request({ token: 'reader-2' })),
      ];
      expect(one).toMatchObject({ state: 'hit', body: FILL.body, grant: expect.any(String) });
      expect(two).toMatchObject({ state: 'hit', body: FILL.body, grant: undefined });
    });

    it('misses when the value has expired', async () => {
      await filled();
      await advance(60_001);
      expect(await state()).toBe('granted');
    });

    it('keeps the resources apart', async () => {
      await filled();
      expect((await store.begin(OTHER, request())).state).toBe('granted');
      await store.delete(OTHER);
      expect(await state()).toBe('hit');
    });
  });

  describe('commit', () => {
    it('is refused after the lease was deleted, lapsed or went to another reader', async () => {
      const deleted = await granted('reader-1');
      await store.delete(RESOURCE);
      expect(await store.commit(RESOURCE, deleted, FILL)).toBe('refused');

      const lapsed = await granted('reader-2');
      await advance(9_001);
      expect(await store.commit(RESOURCE, lapsed, FILL)).toBe('refused');

      await granted('reader-3');
      expect(await store.commit(RESOURCE, lapsed, FILL)).toBe('refused');
      expect(await state()).toBe('wait');
    });

    it('fills once: a copy of it that arrives later is refused', async () => {
      const grant = await granted('reader-1');
      expect(await store.commit(RESOURCE, grant, FILL)).toBe('filled');
      expect(await store.commit(RESOURCE, grant, FILL)).toBe('refused');
      await store.delete(RESOURCE);
      expect(await store.commit(RESOURCE, grant, FILL)).toBe('refused');
      expect(await state()).toBe('granted');
    });

    it('is refused when a late copy of begin has revived the lease after an invalidation', async () => {
      const grant = await granted('reader-1');
      await store.delete(RESOURCE);
      await granted('reader-1');
      expect(await store.commit(RESOURCE, grant, FILL)).toBe('refused');
    });
  });

  describe('abandon', () => {
    it('gives the lease to the next reader, but only if it is the current one', async () => {
      const grant = await granted('reader-1');
      expect(await store.abandon(RESOURCE, 'somebody')).toBeUndefined();
      expect(await store.abandon(RESOURCE, undefined)).toBeUndefined();
      expect(await state()).toBe('wait');
      expect(await store.abandon(RESOURCE, grant)).toBeUndefined();
      expect(await state()).toBe('granted');
    });

    it('gives the last good value of one that expired by itself, with its age', async () => {
      await filled();
      await advance(120_000);
      const last = await store.abandon(RESOURCE, undefined);
      expect(last).toEqual({ body: FILL.body, etag: FILL.etag, ageMs: expect.any(Number) });
      expect(Math.floor((last?.ageMs ?? 0) / 10_000)).toBe(12);
      await advance(480_001);
      expect(await store.abandon(RESOURCE, undefined)).toBeUndefined();
    });

    it('gives nothing after an invalidation', async () => {
      await filled();
      await store.delete(RESOURCE);
      expect(await store.abandon(RESOURCE, undefined)).toBeUndefined();
    });
  });

  describe('delete', () => {
    it('counts the keys: value, brotli, meta, last, and the lease', async () => {
      expect(await store.delete(RESOURCE)).toBe(0);
      await filled();
      expect(await store.delete(RESOURCE)).toBe(4);
      await granted('reader-1');
      expect(await store.delete(RESOURCE)).toBe(1);
      expect(await store.delete(RESOURCE)).toBe(0);
    });
  });

  describe('deleteOlderThan', () => {
    it('leaves a fill of that version or a younger one', async () => {
      await filled();
      expect(await store.deleteOlderThan(RESOURCE, 6)).toBe(0);
      expect(await store.deleteOlderThan(RESOURCE, 7)).toBe(0);
      expect(await state()).toBe('hit');
    });

    it('deletes an older one, its last good value and the lease of who renews it', async () => {
      await filled();
      await advance(55_000);
      const renewing = await store.begin(RESOURCE, request());
      expect(await store.deleteOlderThan(RESOURCE, 8)).toBe(5);
      expect(await store.commit(RESOURCE, (renewing as { grant: string }).grant, FILL)).toBe('refused');
      expect(await store.abandon(RESOURCE, undefined)).toBeUndefined();
      expect(await state()).toBe('granted');
    });

    it('compares versions as numbers', async () => {
      await filled({ version: 9 });
      expect(await store.deleteOlderThan(RESOURCE, 10)).toBe(4);
      await filled({ version: 10 });
      expect(await store.deleteOlderThan(RESOURCE, 9)).toBe(0);
    });

    it('refuses the fill of a reader that may have loaded an older version', async () => {
      const grant = await granted('reader-1');
      expect(await store.deleteOlderThan(RESOURCE, 1)).toBe(1);
      expect(await store.commit(RESOURCE, grant, FILL)).toBe('refused');
    });

    it('does not starve: after one right fill, neither it nor later leases are touched', async () => {
      await granted('reader-1');
      await store.deleteOlderThan(RESOURCE, 7);
      await filled();
      expect(await store.deleteOlderThan(RESOURCE, 7)).toBe(0);
      await advance(60_001);
      const grant = await granted('reader-2');
      expect(await store.deleteOlderThan(RESOURCE, 7)).toBe(0);
      expect(await store.commit(RESOURCE, grant, FILL)).toBe('filled');
    });

    it('deletes an expired value that is older from the last good ones', async () => {
      await filled();
      await advance(60_001);
      expect(await store.deleteOlderThan(RESOURCE, 8)).toBe(1);
      expect(await store.abandon(RESOURCE, undefined)).toBeUndefined();
    });

    it('counts a fill without a version as older', async () => {
      await filled({ version: undefined });
      expect(await store.deleteOlderThan(RESOURCE, 0)).toBe(4);
    });
  });
}

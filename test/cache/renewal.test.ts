import { beforeEach, describe, expect, it } from '@jest/globals';
import { body, broken, LeaseCacheCase, unavailable } from '../support/lease-cache-case.ts';

const HOUR_MS = 3_600_000;

let t: LeaseCacheCase;
beforeEach(() => {
  t = new LeaseCacheCase();
});

describe('the last tenth of a life', () => {
  beforeEach(async () => {
    await t.read();
    await t.clock.advance(HOUR_MS * 0.95);
    t.version = 2;
  });

  it('one reader renews in the foreground, the others hit', async () => {
    const slow = t.slowLoad();
    const renewing = t.read(slow.load);
    await t.clock.advance(0);
    expect(await t.read()).toMatchObject({ outcome: 'HIT', body: body(1), ageSeconds: 3_420 });
    slow.answer();
    expect(await renewing).toMatchObject({ outcome: 'MISS', body: body(2) });
    expect(await t.read()).toMatchObject({ outcome: 'HIT', body: body(2), ageSeconds: 0 });
  });

  it.each([unavailable, broken])(
    'a renewal that fails (%s) serves the valid value and is not tried by all',
    async (error) => {
      expect(await t.read(t.failing(error))).toMatchObject({ outcome: 'HIT', body: body(1) });
      expect(await t.read(t.failing(error))).toMatchObject({ outcome: 'HIT', body: body(1) });
      expect(t.loads).toBe(2);
    },
  );

  it('an invalidation also ends a renewal', async () => {
    const slow = t.slowLoad();
    t.version = 1;
    const renewing = t.read(slow.load);
    await t.clock.advance(0);
    t.version = 2;
    await t.invalidate();
    slow.answer();
    await renewing;
    expect(await t.read()).toMatchObject({ outcome: 'MISS', body: body(2) });
  });
});

import { describe, expect, it } from '@jest/globals';
import { CACHE_TTL_MS, LAST_TTL_MS, pollDelayMs, ttlMs } from '#lib/cache/timing.ts';

const HIGHEST = 1 - Number.EPSILON;

describe('timing', () => {
  it('keeps config for an hour, supported for half of one, the last good value for a day', () => {
    expect(CACHE_TTL_MS).toEqual({ 'exchange:config': 3_600_000, 'exchange:supported': 1_800_000 });
    expect(LAST_TTL_MS).toBe(86_400_000);
  });

  it('shortens a life by a tenth at most and never lengthens it', () => {
    expect(ttlMs(1_000, () => 0)).toBe(1_000);
    expect(ttlMs(1_000, () => HIGHEST)).toBe(900);
  });

  it('has followers ask every 25 to 100 ms', () => {
    expect(pollDelayMs(() => 0)).toBe(25);
    expect(pollDelayMs(() => HIGHEST)).toBeCloseTo(100);
  });
});

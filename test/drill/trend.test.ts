import { describe, expect, it } from '@jest/globals';
import { growthPerHour, lowestPerMinute, type Point, slope } from './trend.ts';

/** A heap of `at(minute)` MB that is filled by 50 MB more and collected, twelve samples a minute. */
function heap(at: (minute: number) => number): Point[] {
  return Array.from({ length: 15 * 12 }, (_, n) => ({
    minute: n / 12,
    value: at(n / 12) + 10 * ((n * 7) % 6),
  }));
}

describe('the verdict on a course of memory', () => {
  it('is flat for a heap that is filled and collected, whatever an outlier says', () => {
    const points = heap(() => 150);
    expect(growthPerHour(lowestPerMinute(points))).toBe(0);
    points.push({ minute: 15, value: 600 });
    expect(Math.abs(growthPerHour(lowestPerMinute(points)))).toBeLessThan(0.01);
  });

  it('tells a leak of 1 MB a minute', () => {
    const points = lowestPerMinute(heap((minute) => 150 + minute));
    expect(slope(points)).toBeCloseTo(1);
    expect(growthPerHour(points)).toBeGreaterThan(0.3);
  });
});

import { describe, expect, it } from '@jest/globals';
import { rounds } from '../../bench/harness/rounds.ts';
import { quantile, ratios, shuffled, summary } from '../../bench/harness/statistics.ts';

describe('what is made of the measurements', () => {
  it('is the median, and the least and the most', () => {
    expect(summary([9, 1, 4])).toEqual({ median: 4, min: 1, max: 9 });
    expect(summary([4, 1, 9, 2])).toEqual({ median: 3, min: 1, max: 9 });
    expect(quantile([0, 10], 0.99)).toBeCloseTo(9.9);
  });

  it('is an error when there are none', () => {
    expect(() => summary([])).toThrow('nothing was measured');
  });

  it('compares within a round only', () => {
    expect(ratios([10, 40], [5, 10])).toEqual([2, 4]);
  });
});

describe('rounds', () => {
  it('have every variant once each, whatever their order', async () => {
    const order: string[] = [];
    const measured = await rounds(3, ['a', 'b'], async (name) => order.push(name));
    expect(measured.a).toHaveLength(3);
    expect(measured.b).toHaveLength(3);
    for (const at of [0, 2, 4]) expect(order.slice(at, at + 2).sort()).toEqual(['a', 'b']);
  });

  it('come in an order that changes', () => {
    const draws = [0.9, 0, 0];
    expect(shuffled(['a', 'b', 'c'], () => draws.shift() ?? 0)).toEqual(['c', 'a', 'b']);
  });
});

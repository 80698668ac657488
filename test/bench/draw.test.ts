import { expect, it } from '@jest/globals';
import { drawGrowth } from '../../bench/load/draw.ts';

it('draws every point that was measured, within the picture', () => {
  const point = (x: number) => ({ x, perSecond: 10 * x, p50Ms: x, p99Ms: 2 * x, residentMb: 150 });
  const svg = drawGrowth({
    byExchanges: [10, 100, 1_000].map(point),
    byConnections: [1, 16, 256].map(point),
  });
  const dots = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [
    Number(x),
    Number(y),
  ]);
  // latency has two lines, memory and throughput one each
  expect(dots).toHaveLength(2 * 3 + 3 + 2 * 3 + 3);
  for (const [x = -1, y = -1] of dots) {
    expect(x).toBeGreaterThanOrEqual(44);
    expect(x).toBeLessThanOrEqual(268);
    expect(y).toBeGreaterThanOrEqual(34);
    expect(y).toBeLessThanOrEqual(200);
  }
  expect(svg).not.toMatch(/NaN|Infinity/);
});

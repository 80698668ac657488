import { expect, it } from '@jest/globals';
import { courseOf, shares } from '../../console/src/domain/timeline.ts';

const at = (seconds: number) => new Date(seconds * 1_000).toISOString();
const change = (state: 'starting' | 'running' | 'stale', since: number, generation: number) => ({
  from: null,
  state,
  reason: { code: 'X', message: 'x' },
  generation,
  since: at(since),
  observedAt: at(since),
});
/** Newest first, as the API gives it. */
const timeline = [
  change('running', 80, 12),
  change('starting', 70, 12),
  change('stale', 60, 11),
  change('running', 55, 11),
  change('running', 20, 11),
  change('starting', 10, 11),
];

it('is drawn without gaps up to now; a change of the reason alone is none', () => {
  const { spans, from, to } = courseOf(timeline, 100_000, 600_000);
  expect([from, to]).toEqual([10_000, 100_000]);
  expect(spans).toEqual([
    { state: 'starting', from: 10_000, to: 20_000 },
    { state: 'running', from: 20_000, to: 60_000 },
    { state: 'stale', from: 60_000, to: 70_000 },
    { state: 'starting', from: 70_000, to: 80_000 },
    { state: 'running', from: 80_000, to: 100_000 },
  ]);
});

it('shows no more than the window, and the restarts in it', () => {
  expect(courseOf(timeline, 100_000, 50_000).spans[0]).toEqual({
    state: 'running',
    from: 50_000,
    to: 60_000,
  });
  expect(courseOf(timeline, 100_000, 50_000).restarts).toEqual([70_000]);
  expect(courseOf(timeline, 100_000, 25_000).restarts).toEqual([]);
});

it('never counts more than all of the time, though clocks differ', () => {
  for (const now of [100_000, 79_000, 0]) {
    const sum = shares(courseOf(timeline, now, 600_000)).reduce((all, [, share]) => all + share, 0);
    expect(sum).toBeCloseTo(1);
  }
  expect(shares(courseOf(timeline, 110_000, 600_000))[0]).toEqual(['running', 0.7]);
});

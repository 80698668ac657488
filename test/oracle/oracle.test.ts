import { describe, expect, it } from '@jest/globals';
import { floorsFor, notExercised } from './floors.ts';
import { HEAL_MS, Judge } from './judge.ts';
import { failuresOf } from './verdict.ts';

const read = (startedAt: number, version: number) => ({ startedAt, version, outcome: 'HIT' });

describe('the judge', () => {
  it('calls a read stale that began after an acknowledgement and shows less', () => {
    const judge = new Judge();
    judge.acknowledge(5, 100);
    for (const one of [read(99, 4), read(100, 4), read(101, 5)]) judge.read(one);
    expect(judge.stale()).toEqual([{ ...read(100, 4), least: 5 }]);
  });

  it('takes the newest of overlapping acknowledgements, whichever came last', () => {
    const judge = new Judge();
    judge.acknowledge(6, 100);
    judge.acknowledge(5, 110);
    judge.read(read(120, 5));
    expect(judge.stale()).toHaveLength(1);
  });

  it('gives a change with a warning its time to heal, and no more', () => {
    const judge = new Judge();
    judge.warn(5, 100);
    for (const one of [read(99 + HEAL_MS, 4), read(100 + HEAL_MS, 4)]) judge.read(one);
    expect([judge.warned, judge.acknowledged, judge.stale().length]).toEqual([1, 0, 1]);
  });
});

const enough = { reads: 5_000, hits: 2_000, refusedFills: 20, acknowledged: 100, chaos: { reset: 20 } };

describe('the floors', () => {
  it.each([
    [{ ...enough, reads: 4_999 }],
    [{ ...enough, hits: 1_999 }],
    [{ ...enough, refusedFills: 19 }],
    [{ ...enough, acknowledged: 99 }],
    [{ ...enough, chaos: { reset: 19 } }],
  ])('of a minute are not reached by %j', (exercise) => {
    expect(notExercised(exercise, floorsFor(60))).toHaveLength(1);
  });

  it('are lower for a short run, and not higher for a long one', () => {
    expect(notExercised(enough, floorsFor(60))).toEqual([]);
    expect(floorsFor(600)).toEqual(floorsFor(60));
    expect(floorsFor(15)).toEqual({
      reads: 833,
      hitShare: 0.4,
      acknowledged: 17,
      refusedFills: 3,
      eachChaos: 3,
    });
  });
});

describe('the verdict', () => {
  const good = { seconds: 60, exercise: enough, stale: 0, controls: { 'the lease': 3 } };

  it.each([
    ['nothing', good, 0],
    ['a stale read', { ...good, stale: 1 }, 1],
    ['a control that was not caught', { ...good, controls: { 'the lease': 0 } }, 1],
    ['too little exercise', { ...good, exercise: { ...enough, reads: 10 } }, 1],
  ])('finds fault with %s', (_what, found, failures) => {
    expect(failuresOf(found)).toHaveLength(failures);
  });
});

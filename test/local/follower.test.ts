import { describe, expect, it } from '@jest/globals';
import { startFollower } from '#local/follower.ts';
import { ManualClock } from '../support/manual-clock.ts';

function given(first: number | 'none' = 1) {
  const clock = new ManualClock();
  const seen = {
    asked: 0,
    followed: [] as unknown[],
    warnings: 0,
    version: async (): Promise<number | undefined> => (first === 'none' ? undefined : first),
    invalidate: async () => {},
  };
  const follower = startFollower({
    registryVersion: () => {
      seen.asked += 1;
      return seen.version();
    },
    invalidate: async (input) => {
      seen.followed.push(input.version);
      await seen.invalidate();
    },
    clock,
    log: {
      warn: () => {
        seen.warnings += 1;
      },
    },
  });
  return { clock, seen, follower };
}

describe('the follower', () => {
  it('asks every second and follows at its start and when the version has changed', async () => {
    const { clock, seen, follower } = given();
    await clock.advance(3_500);
    expect([seen.asked, seen.followed]).toEqual([4, [1]]);
    seen.version = async () => 2;
    await clock.advance(1_000);
    expect(seen.followed).toEqual([1, 2]);
    await follower.stop();
  });

  it('follows every minute all the same', async () => {
    const { clock, seen, follower } = given();
    await clock.advance(59_000);
    expect(seen.followed).toEqual([1]);
    await clock.advance(1_000);
    expect(seen.followed).toEqual([1, 1]);
    await follower.stop();
  });

  it('logs a failure and tries again at the next tick', async () => {
    const { clock, seen, follower } = given();
    await clock.advance(0);
    seen.version = async () => 2;
    seen.invalidate = () => Promise.reject(new Error('redis is down'));
    await clock.advance(2_000);
    expect([seen.followed, seen.warnings]).toEqual([[1, 2, 2], 2]);
    seen.version = () => Promise.reject(new Error('registry is down'));
    await clock.advance(1_000);
    expect(seen.warnings).toBe(3);
    seen.version = async () => 2;
    seen.invalidate = async () => {};
    await clock.advance(2_000);
    expect([seen.followed, seen.warnings]).toEqual([[1, 2, 2, 2], 3]);
    await follower.stop();
  });

  it('does nothing for an upstream without versions', async () => {
    const { clock, seen, follower } = given('none');
    await clock.advance(120_000);
    expect([seen.asked, seen.followed, seen.warnings]).toEqual([121, [], 0]);
    await follower.stop();
  });

  it('ends when it is stopped', async () => {
    const { clock, seen, follower } = given();
    await clock.advance(1_000);
    await follower.stop();
    await clock.advance(5_000);
    expect([seen.asked, seen.warnings]).toEqual([2, 0]);
  });
});

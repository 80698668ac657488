import { describe, expect, it } from '@jest/globals';
import { nextAttempt } from '#services/collector/state/retry-policy.ts';
import { DeadlineError } from '#services/common/exchange/deadline.ts';
import { classifyFailure, type Failure } from '#services/common/exchange/failure.ts';

const INTERVAL = 1_000;
const timeout = classifyFailure(new DeadlineError('no answer'));
const of = (kind: Failure['class'], retryable = true) => ({ class: kind, retryable });

function delays(failure: Parameters<typeof nextAttempt>[0], upTo: number, random = () => 1): number[] {
  return Array.from({ length: upTo }, (_, index) => {
    return nextAttempt(failure, { failures: index + 1, intervalMs: INTERVAL, random }).delayMs;
  });
}

describe('nextAttempt', () => {
  it('begins at an interval and doubles with each failure, up to a limit', () => {
    expect(delays(timeout, 7)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(delays(of('rate-limit'), 4)).toEqual([10_000, 20_000, 40_000, 80_000]);
    expect(delays(of('maintenance'), 5)).toEqual([15_000, 30_000, 60_000, 120_000, 120_000]);
    expect(delays(of('blocked', false), 2)).toEqual([60_000, 120_000]);
    expect(delays(of('network', false), 1)).toEqual([60_000]); // TLS
  });

  it('is never shorter than an interval that is longer than the limit', () => {
    const { delayMs } = nextAttempt(timeout, { failures: 7, intervalMs: 3_600_000, random: () => 1 });
    expect(delayMs).toBe(3_600_000);
  });

  it('spreads over half of the delay, so that what failed together does not come back together', () => {
    expect(delays(timeout, 3, () => 0)).toEqual([500, 1_000, 2_000]);
    const [first] = delays(timeout, 1, () => 0.5);
    expect(first).toBe(750);
  });

  it('keeps to what the exchange asked for, exactly', () => {
    const told = { ...of('rate-limit'), retryAfterMs: 7_000 };
    expect(delays(told, 7, () => 0)).toEqual(Array(7).fill(7_000));
    const beyond = nextAttempt(
      { ...told, retryAfterMs: 900_000 },
      { failures: 9, intervalMs: INTERVAL, random: () => 1 },
    );
    expect(beyond).toEqual({ delayMs: 900_000, quarantined: true });
  });

  it.each([
    ['network', true, 8],
    ['exchange', true, 8],
    ['bad-response', true, 8],
    ['rate-limit', true, 8],
    ['maintenance', true, 8],
    ['blocked', false, 3],
    ['auth', false, 3],
    ['network', false, 3],
  ] as const)(
    'quarantines %s, retryable %s, with failure %i, and then probes ever more rarely',
    (kind, retryable, budget) => {
      const withFailures = (failures: number) =>
        nextAttempt(of(kind, retryable), { failures, intervalMs: INTERVAL, random: () => 1 });
      expect(withFailures(budget - 1).quarantined).toBe(false);
      expect([0, 1, 2, 3, 4, 50].map((more) => withFailures(budget + more))).toEqual(
        [30_000, 60_000, 120_000, 240_000, 300_000, 300_000].map((delayMs) => ({
          delayMs,
          quarantined: true,
        })),
      );
    },
  );
});

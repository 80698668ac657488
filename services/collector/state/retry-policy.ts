import type { FailureClass } from '#services/common/exchange/failure.ts';

interface Course {
  /** Before the second attempt: so many intervals, and at least so many milliseconds; doubled with each failure. */
  intervals: number;
  atLeastMs: number;
  atMostMs: number;
  /** Failures in a row until the worker is quarantined. */
  budget: number;
}

const BRIEF: Course = { intervals: 1, atLeastMs: 0, atMostMs: 30_000, budget: 8 };
/** What repeating does not cure, but a person or the exchange may. */
const LASTING: Course = { intervals: 1, atLeastMs: 60_000, atMostMs: 600_000, budget: 3 };

const COURSES: Record<FailureClass, Course> = {
  network: BRIEF,
  exchange: BRIEF,
  'bad-response': BRIEF,
  'rate-limit': { intervals: 2, atLeastMs: 10_000, atMostMs: 300_000, budget: 8 },
  maintenance: { intervals: 1, atLeastMs: 15_000, atMostMs: 120_000, budget: 8 },
  blocked: LASTING,
  auth: LASTING,
};

/** Between two probes of a quarantined exchange: the first, doubled with each that fails, at most. */
const PROBE_AFTER_MS = 30_000;
const PROBE_AT_MOST_MS = 300_000;

export interface NextAttempt {
  delayMs: number;
  /** The budget is spent: from now on only probes, until one succeeds. */
  quarantined: boolean;
}

/**
 * When a worker whose attempt has failed may try again. `failures` counts those in a row, this one included;
 * `retryAfterMs` is what the exchange asked for, and is kept to exactly. Half of each delay is random, so that
 * what failed together does not come back together.
 */
export function nextAttempt(
  failure: { class: FailureClass; retryable: boolean; retryAfterMs?: number | undefined },
  { failures, intervalMs, random }: { failures: number; intervalMs: number; random: () => number },
): NextAttempt {
  const course = failure.retryable ? COURSES[failure.class] : LASTING;
  const jittered = (ms: number) => Math.round(ms * (0.5 + 0.5 * random()));
  const beyond = failures - course.budget;
  if (beyond >= 0) {
    const delayMs = jittered(Math.min(PROBE_AFTER_MS * 2 ** beyond, PROBE_AT_MOST_MS));
    return { delayMs: Math.max(delayMs, failure.retryAfterMs ?? 0), quarantined: true };
  }
  if (failure.retryAfterMs !== undefined) return { delayMs: failure.retryAfterMs, quarantined: false };
  const first = Math.max(course.intervals * intervalMs, course.atLeastMs);
  const atMostMs = Math.max(course.atMostMs, intervalMs);
  return { delayMs: jittered(Math.min(first * 2 ** (failures - 1), atMostMs)), quarantined: false };
}

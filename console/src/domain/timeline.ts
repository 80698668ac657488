import type { Worker, WorkerDetail } from '../../../client/src/types.ts';

export type WorkerState = Worker['state'];

/** A time in one state, epoch milliseconds. */
export interface Span {
  state: WorkerState;
  from: number;
  to: number;
}

export interface Course {
  /** Oldest first, without gaps. */
  spans: Span[];
  /** When a new generation began, by restart or takeover. */
  restarts: number[];
  from: number;
  to: number;
}

/** What the picture shows of transitions (newest first), up to `at` and at most `windowMs` back. */
export function courseOf(timeline: WorkerDetail['timeline'], at: number, windowMs: number): Course {
  const oldestFirst = [...timeline].reverse();
  const starts = oldestFirst.map(({ since }) => Date.parse(since));
  const now = Math.max(at, ...starts);
  const from = Math.max(now - windowMs, Math.min(...starts, now));
  const all = oldestFirst.map(({ state }, index) => ({
    state,
    from: Math.max(starts[index] ?? now, from),
    to: starts[index + 1] ?? now,
  }));
  return {
    spans: merged(all.filter((span) => span.to > span.from)),
    restarts: oldestFirst.flatMap(({ generation }, index) => {
      const before = oldestFirst[index - 1]?.generation;
      const at = starts[index] ?? now;
      return before !== undefined && before > 0 && generation > before && at >= from ? [at] : [];
    }),
    from,
    to: now,
  };
}

/** A change of the reason alone is no change in the picture. */
function merged(spans: Span[]): Span[] {
  const whole: Span[] = [];
  for (const span of spans) {
    const last = whole.at(-1);
    if (last?.state === span.state) last.to = span.to;
    else whole.push({ ...span });
  }
  return whole;
}

/** How much of the time each state had, most first, 0 to 1. */
export function shares({ spans, from, to }: Course): [WorkerState, number][] {
  const sums = new Map<WorkerState, number>();
  for (const span of spans) sums.set(span.state, (sums.get(span.state) ?? 0) + span.to - span.from);
  return [...sums]
    .map(([state, ms]): [WorkerState, number] => [state, ms / Math.max(1, to - from)])
    .sort((a, b) => b[1] - a[1]);
}

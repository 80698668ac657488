import type { Clock } from '#lib/cache/clock.ts';
import type { JobName, RouteName } from '#lib/routes.ts';

/** When a function runs by itself: every so many milliseconds, or once a day. Times are UTC. */
export interface Schedule {
  action: RouteName | JobName;
  at: { everyMs: number } | { dailyAtHour: number };
}

/** What EventBridge Scheduler does on AWS, where the sweep runs every minute. */
export const SCHEDULES: readonly Schedule[] = [
  { action: 'sweep-blacklist', at: { everyMs: 5_000 } },
  { action: 'refresh-exchanges', at: { dailyAtHour: 3 } },
];

const DAY_MS = 24 * 3_600_000;

/** The first instant after `now` at which the schedule is due; epoch milliseconds. */
export function nextRun({ at }: Schedule, now: number): number {
  const [period, offset] = 'everyMs' in at ? [at.everyMs, 0] : [DAY_MS, at.dailyAtHour * 3_600_000];
  return (Math.floor((now - offset) / period) + 1) * period + offset;
}

/** The event of one run, as our schedules are set up to send it. */
export function scheduleEvent({ action }: Schedule, scheduledAt: number) {
  return {
    source: 'exchange.schedule',
    action,
    scheduledTime: new Date(scheduledAt).toISOString().replace('.000Z', 'Z'),
    scheduleArn: `arn:aws:scheduler:local:000000000000:schedule/exchange-control-plane/${action}`,
  };
}

/**
 * Runs each schedule's function whenever it is due until `signal` aborts. A run that fails is reported and leaves
 * the schedule going; a run that takes longer than the period skips what it missed.
 */
export async function runSchedules(
  schedules: readonly Schedule[],
  deps: {
    invoke: (action: string, event: unknown) => Promise<unknown>;
    /** Epoch milliseconds. */
    now: () => number;
    delay: Clock['delay'];
    onFailure: (action: string, error: unknown) => void;
    signal: AbortSignal;
  },
): Promise<void> {
  const { now, delay, signal } = deps;
  const runOne = async (schedule: Schedule) => {
    let due = now();
    while (!signal.aborted) {
      // A timer may wake a moment early: the instant that was just served is not due again.
      due = nextRun(schedule, Math.max(due, now()));
      await delay(due - now(), signal).catch(() => {});
      if (signal.aborted) return;
      await deps
        .invoke(schedule.action, scheduleEvent(schedule, due))
        .catch((error) => deps.onFailure(schedule.action, error));
    }
  };
  await Promise.all(schedules.map(runOne));
}

import type { JobName, RouteName } from '#lib/routes.ts';

/** A function that EventBridge Scheduler invokes. Times are UTC; an action may have several. */
export interface ScheduledAction {
  readonly action: RouteName | JobName;
  readonly expression: string;
  readonly why: string;
}

export const SCHEDULES: readonly ScheduledAction[] = [
  {
    action: 'refresh-exchanges',
    expression: 'cron(0 3 * * ? *)',
    why: 'Metadata and credentials of all exchanges, nightly',
  },
  // A reader refreshes a value in the last tenth of its life, three minutes for `supported`: one of these is that reader.
  { action: 'get-config', expression: 'rate(2 minutes)', why: 'Keeps the cached configuration warm' },
  { action: 'get-supported', expression: 'rate(2 minutes)', why: 'Keeps the cached list warm' },
  {
    action: 'sweep-blacklist',
    expression: 'rate(1 minute)',
    why: 'Ends blacklist entries that have expired',
  },
  {
    action: 'invalidate-cache',
    expression: 'rate(1 minute)',
    why: 'Has the caches follow the registry, whatever became of earlier deletions',
  },
];

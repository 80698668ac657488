import type { AlarmTable } from './alarms.ts';

/** Schedules, the durable path of invalidation, rotation. */
export const JOB_ALARMS = {
  undelivered: {
    name: 'schedules-undelivered',
    severity: 'ticket',
    limit: { above: 0 },
    periods: 1,
    meaning: 'A schedule could not reach its function.',
  },
  failedJobs: {
    name: 'jobs-failed',
    severity: 'ticket',
    limit: { above: 0 },
    periods: 1,
    meaning: 'A scheduled function threw, retries included.',
  },
  expiredRecords: {
    name: 'stream-expired',
    severity: 'page',
    limit: { above: 0 },
    periods: 1,
    meaning: 'Changes of the registry were never followed by an invalidation.',
  },
  iteratorAge: {
    name: 'invalidation-behind',
    severity: 'page',
    limit: { above: 60_000 },
    periods: 2,
    meaning: 'Invalidation from the registry is over a minute behind.',
  },
  invalidations: {
    name: 'invalidation-silent',
    severity: 'page',
    limit: { below: 3 },
    periods: 1,
    silenceIsBad: true,
    meaning: 'The minute-by-minute invalidation does not run.',
  },
  unconfirmed: {
    name: 'invalidation-unconfirmed',
    severity: 'ticket',
    limit: { above: 0 },
    periods: 3,
    meaning: 'Redis does not confirm deletions; the durable path makes up for it.',
  },
  rotationErrors: {
    name: 'rotation-failed',
    severity: 'ticket',
    limit: { above: 0 },
    periods: 1,
    meaning: 'A secret could not be rotated; the old one stays valid.',
  },
} as const satisfies AlarmTable;

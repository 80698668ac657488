import type { AlarmTable } from './alarms.ts';

/** What callers notice. */
export const CALLER_ALARMS = {
  api5xx: {
    name: 'api-5xx',
    severity: 'page',
    limit: { above: 5 },
    periods: 2,
    meaning: 'Callers get errors that are ours.',
  },
  refusedLogins: {
    name: 'api-401',
    severity: 'ticket',
    limit: { above: 20 },
    periods: 1,
    meaning: 'Somebody tries admin keys, or still uses an old one.',
  },
  readLatencyP99: {
    name: 'read-latency',
    severity: 'ticket',
    limit: { above: 1_000 },
    periods: 3,
    meaning: 'The slowest cached reads take over a second.',
  },
  adminThrottles: {
    name: 'admin-throttled',
    severity: 'ticket',
    limit: { above: 0 },
    periods: 3,
    meaning: 'Admin calls are turned away for want of concurrency.',
  },
  auditFailed: {
    name: 'audit-failed',
    severity: 'page',
    limit: { above: 0 },
    periods: 1,
    meaning: 'A change was made without its audit record; its log line is all there is.',
  },
} as const satisfies AlarmTable;

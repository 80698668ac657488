import type { AlarmTable } from './alarms.ts';

/** Our own services, and what they collect. */
export const COLLECTION_ALARMS = {
  staleWorkers: {
    name: 'workers-stale',
    severity: 'page',
    limit: { above: 0 },
    periods: 5,
    silenceIsBad: true,
    meaning: 'Market data of an exchange is old although it should be collected.',
  },
  failedWorkers: {
    name: 'workers-failed',
    severity: 'ticket',
    limit: { above: 0 },
    periods: 15,
    meaning: 'An exchange answers with errors only.',
  },
  healthyCcxtTasks: {
    name: 'ccxt-service-down',
    severity: 'page',
    limit: { below: 1 },
    periods: 2,
    silenceIsBad: true,
    meaning: 'No task of the CCXT service answers its health check.',
  },
  healthyCollectorTasks: {
    name: 'collector-down',
    severity: 'page',
    limit: { below: 1 },
    periods: 2,
    silenceIsBad: true,
    meaning: 'No task of the collector answers its health check.',
  },
} as const satisfies AlarmTable;

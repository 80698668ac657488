import type { Worker } from '../../../client/src/types.ts';

/** `unknown`: active, but the collector does not say. `not-added`: ccxt knows it, nobody configured it. */
export type RowState = Worker['state'] | 'unknown' | 'not-added';

/** The worst first, then what runs, then what does not. */
export const STATE_ORDER: readonly RowState[] = [
  'failed',
  'quarantined',
  'stale',
  'degraded',
  'unknown',
  'restarting',
  'starting',
  'stopping',
  'running',
  'paused',
  'stopped',
  'blacklisted',
  'not-added',
];

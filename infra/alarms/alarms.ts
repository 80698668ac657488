import type { AlarmSpec, Watch } from '../constructs/runbook-alarm.ts';
import type { SystemMetrics } from '../system-metrics.ts';
import { CACHE_ALARMS } from './cache-alarms.ts';
import { CALLER_ALARMS } from './caller-alarms.ts';
import { COLLECTION_ALARMS } from './collection-alarms.ts';
import { JOB_ALARMS } from './job-alarms.ts';

/** What raises an alarm, by the metric that is watched. */
export type AlarmTable = Partial<Record<keyof SystemMetrics, Watch>>;

const ALARMS: AlarmTable = { ...CALLER_ALARMS, ...JOB_ALARMS, ...CACHE_ALARMS, ...COLLECTION_ALARMS };

/** The alarms of a system, less those on parts that it does not have. */
export function alarmsOf(metrics: SystemMetrics, newConnectionsPerMinute: number): AlarmSpec[] {
  const watched = Object.entries(ALARMS).flatMap(([key, watch]) => {
    const metric = metrics[key as keyof SystemMetrics];
    return metric ? [{ ...watch, metric }] : [];
  });
  const newConnections: AlarmSpec = {
    name: 'cache-new-connections',
    severity: 'ticket',
    limit: { above: newConnectionsPerMinute },
    periods: 1,
    meaning: 'New TLS connections come faster than the node is planned for.',
    metric: metrics.cacheNewConnections,
  };
  return [...watched, newConnections];
}

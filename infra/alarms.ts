import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmSpec } from './constructs/runbook-alarm.ts';
import type { SystemMetrics } from './system-metrics.ts';

/** What raises an alarm, in the order of docs/runbook.md. */
export function alarmsOf(metrics: SystemMetrics, limits: { newConnectionsPerMinute: number }): AlarmSpec[] {
  const above = (
    name: string,
    severity: AlarmSpec['severity'],
    metric: IMetric,
    threshold: number,
    periods: number,
    meaning: string,
  ): AlarmSpec => ({ name, severity, meaning, metric, when: 'above', threshold, periods, missing: 'fine' });

  return [
    above('api-5xx', 'page', metrics.api5xx, 5, 2, 'Callers get errors that are ours.'),
    above(
      'api-401',
      'ticket',
      metrics.refusedLogins,
      20,
      1,
      'Somebody tries admin keys, or still uses an old one.',
    ),
    above(
      'read-latency',
      'ticket',
      metrics.readLatencyP99,
      1_000,
      3,
      'The slowest cached reads take over a second.',
    ),
    above(
      'schedules-undelivered',
      'ticket',
      metrics.undelivered,
      0,
      1,
      'A schedule could not reach its function.',
    ),
    above('jobs-failed', 'ticket', metrics.failedJobs, 0, 1, 'A scheduled function threw, retries included.'),
    ...(metrics.expiredRecords && metrics.iteratorAge
      ? [
          above(
            'stream-expired',
            'page',
            metrics.expiredRecords,
            0,
            1,
            'Changes of the registry were never followed by an invalidation.',
          ),
          above(
            'invalidation-behind',
            'page',
            metrics.iteratorAge,
            60_000,
            2,
            'Invalidation from the registry is over a minute behind.',
          ),
        ]
      : []),
    {
      ...above(
        'invalidation-silent',
        'page',
        metrics.invalidations,
        3,
        1,
        'The minute-by-minute invalidation does not run.',
      ),
      when: 'below',
      missing: 'bad',
    },
    above(
      'invalidation-unconfirmed',
      'ticket',
      metrics.unconfirmed,
      0,
      3,
      'Redis does not confirm deletions; the durable path makes up for it.',
    ),
    above(
      'audit-failed',
      'page',
      metrics.auditFailed,
      0,
      1,
      'A change was made without its audit record; its log line is all there is.',
    ),
    above('cache-bypass', 'page', metrics.bypass, 20, 2, 'Reads go past the cache to the CCXT service.'),
    above(
      'fill-refused',
      'ticket',
      metrics.fillRefused,
      50,
      3,
      'Fills lose their lease over and over: the cache stays cold.',
    ),
    above(
      'cache-memory',
      'page',
      metrics.cacheMemory,
      75,
      3,
      'The cache fills up; when it is full, queue and fills stop.',
    ),
    above('cache-cpu', 'ticket', metrics.cacheCpu, 80, 3, "The cache's one engine thread is near its limit."),
    above(
      'cache-connections',
      'ticket',
      metrics.cacheConnections,
      10_000,
      3,
      'Connections are leaked, or far more run than planned.',
    ),
    above(
      'cache-new-connections',
      'ticket',
      metrics.cacheNewConnections,
      limits.newConnectionsPerMinute,
      1,
      'New TLS connections come faster than the node is planned for.',
    ),
    above(
      'rotation-failed',
      'ticket',
      metrics.rotationErrors,
      0,
      1,
      'A secret could not be rotated; the old one stays valid.',
    ),
    above(
      'admin-throttled',
      'ticket',
      metrics.adminThrottles,
      0,
      3,
      'Admin calls are turned away for want of concurrency.',
    ),
    ...(metrics.staleWorkers && metrics.failedWorkers
      ? [
          {
            ...above(
              'workers-stale',
              'page',
              metrics.staleWorkers,
              0,
              5,
              'Market data of an exchange is old although it should be collected.',
            ),
            missing: 'bad' as const,
          },
          above(
            'workers-failed',
            'ticket',
            metrics.failedWorkers,
            0,
            15,
            'An exchange answers with errors only.',
          ),
        ]
      : []),
    ...metrics.healthyTasks.map(({ service, metric }) => ({
      ...above(
        `${service}-down`,
        'page',
        metric,
        1,
        2,
        `No task of the ${service} answers its health check.`,
      ),
      when: 'below' as const,
      missing: 'bad' as const,
    })),
  ];
}

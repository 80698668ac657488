import { Dashboard, GraphWidget, type IMetric, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { SystemMetrics } from '../system-metrics.ts';

/** One screen: callers above, then cache and durable path, then collection. */
export function systemDashboard(
  scope: Construct,
  props: { name: string; runbookUrl: string; metrics: SystemMetrics },
) {
  const { metrics } = props;
  const graph = (title: string, ...shown: (IMetric | undefined)[]) =>
    new GraphWidget({ title, width: 8, left: shown.filter((metric) => metric !== undefined) });
  const dashboard = new Dashboard(scope, 'Dashboard', { dashboardName: props.name });
  dashboard.addWidgets(
    new TextWidget({
      width: 24,
      height: 1,
      markdown: `Alarms and what to do: [runbook](${props.runbookUrl})`,
    }),
  );
  dashboard.addWidgets(
    graph('Errors (5xx)', metrics.api5xx),
    graph('Slowest cached reads (p99, ms)', metrics.readLatencyP99),
    graph('Refused logins, throttled admin calls', metrics.refusedLogins, metrics.adminThrottles),
  );
  dashboard.addWidgets(
    graph('Cache: bypassed, refused fills', metrics.bypass, metrics.fillRefused),
    graph('Cache: memory and engine CPU (%)', metrics.cacheMemory, metrics.cacheCpu),
    graph('Cache: connections, new ones a minute', metrics.cacheConnections, metrics.cacheNewConnections),
  );
  dashboard.addWidgets(
    graph('Durable path: runs, unconfirmed deletions', metrics.invalidations, metrics.unconfirmed),
    graph('Durable path: age of the stream (ms)', metrics.iteratorAge),
    graph('Failed for good', metrics.failedJobs, metrics.undelivered, metrics.expiredRecords),
  );
  if (metrics.staleWorkers) {
    dashboard.addWidgets(
      graph('Workers: stale, failed', metrics.staleWorkers, metrics.failedWorkers),
      graph('Healthy tasks', metrics.healthyCcxtTasks, metrics.healthyCollectorTasks),
      graph('Failed rotations', metrics.rotationErrors),
    );
  }
}

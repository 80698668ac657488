import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Counter } from '#lib/observability.ts';
import { ROUTES, type RouteName } from '#lib/routes.ts';
import { METRIC_NAMESPACE, SERVICE_NAME, WORKERS_LINE } from '#lib/telemetry-names.ts';

export const MINUTE = Duration.minutes(1);
export const FIVE_MINUTES = Duration.minutes(5);

/** What functions count by themselves. */
export function counterMetric(counter: Counter, period: Duration): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: counter,
    dimensionsMap: { service: SERVICE_NAME },
    statistic: 'Sum',
    period,
  });
}

/** The whole API, or one of its routes. */
export function apiMetric(apiId: string, metricName: string, statistic: string, period: Duration): Metric {
  return new Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    dimensionsMap: { ApiId: apiId },
    statistic,
    period,
  });
}

export function routeMetric(apiId: string, route: RouteName, statistic: string, period: Duration): Metric {
  const { method, path } = ROUTES[route];
  return new Metric({
    namespace: 'AWS/ApiGateway',
    metricName: 'Latency',
    dimensionsMap: { ApiId: apiId, Stage: '$default', Method: method, Resource: path },
    statistic,
    period,
  });
}

/** Of the node that is the primary or the replica: the highest of both is what matters. */
export function cacheMetric(nodeId: string, metricName: string, statistic: string, period: Duration): Metric {
  return new Metric({
    namespace: 'AWS/ElastiCache',
    metricName,
    dimensionsMap: { CacheClusterId: nodeId },
    statistic,
    period,
  });
}

/** Requests that were refused for their admin key; the gateway's own metrics know 4xx only as one. */
export function refusedLogins(
  scope: Construct,
  accessLogs: ILogGroup,
  stage: string,
  period: Duration,
): Metric {
  return filtered(scope, 'RefusedLogins', accessLogs, stage, period, 'Sum', {
    pattern: FilterPattern.stringValue('$.status', '=', '401'),
    value: '1',
  });
}

/** The collector's own count, once a minute and node: the highest of all nodes. */
export function workersIn(
  scope: Construct,
  state: 'stale' | 'failed',
  collectorLogs: ILogGroup,
  stage: string,
  period: Duration,
): Metric {
  return filtered(scope, `workers-${state}`, collectorLogs, stage, period, 'Maximum', {
    pattern: FilterPattern.stringValue('$.msg', '=', WORKERS_LINE.message),
    value: `$.${WORKERS_LINE.field}.${state}`,
  });
}

function filtered(
  scope: Construct,
  name: string,
  logGroup: ILogGroup,
  stage: string,
  period: Duration,
  statistic: string,
  { pattern, value }: { pattern: ReturnType<typeof FilterPattern.stringValue>; value: string },
): Metric {
  // a filter's metric may have no dimension without data of its own: the stage is in the name
  const metricName = `${stage}-${name}`;
  new MetricFilter(scope, `${name}-filter`, {
    logGroup,
    filterPattern: pattern,
    metricNamespace: METRIC_NAMESPACE,
    metricName,
    metricValue: value,
  });
  return new Metric({ namespace: METRIC_NAMESPACE, metricName, statistic, period });
}

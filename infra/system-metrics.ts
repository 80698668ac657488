import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ROUTES } from '#lib/routes.ts';
import type { ApiStack } from './api-stack.ts';
import type { StageConfig } from './config.ts';
import type { DataStack } from './data-stack.ts';
import {
  apiMetric,
  cacheMetric,
  counterMetric,
  FIVE_MINUTES,
  MINUTE,
  refusedLogins,
  routeMetric,
  workersIn,
} from './metrics.ts';
import type { ServicesStack } from './services-stack.ts';

/** What is watched. Undefined: this deployment does not have the part. */
export interface SystemMetrics {
  readonly api5xx: IMetric;
  readonly refusedLogins: IMetric;
  readonly readLatencyP99: IMetric;
  readonly undelivered: IMetric;
  readonly failedJobs: IMetric;
  readonly expiredRecords: IMetric | undefined;
  readonly iteratorAge: IMetric | undefined;
  readonly invalidations: IMetric;
  readonly unconfirmed: IMetric;
  readonly auditFailed: IMetric;
  readonly bypass: IMetric;
  readonly fillRefused: IMetric;
  readonly cacheMemory: IMetric;
  readonly cacheCpu: IMetric;
  readonly cacheConnections: IMetric;
  readonly cacheNewConnections: IMetric;
  readonly rotationErrors: IMetric;
  readonly adminThrottles: IMetric;
  readonly staleWorkers: IMetric | undefined;
  readonly failedWorkers: IMetric | undefined;
  readonly healthyCcxtTasks: IMetric | undefined;
  readonly healthyCollectorTasks: IMetric | undefined;
}

export interface SystemParts {
  readonly config: StageConfig;
  readonly data: DataStack;
  readonly api: ApiStack;
  readonly ownServices: ServicesStack | undefined;
}

/** Makes the metrics of a system; those that logs are counted for are made in `scope`. */
export function systemMetrics(
  scope: Construct,
  { config, data, api, ownServices }: SystemParts,
): SystemMetrics {
  const apiId = api.http.api.ref;
  const invalidation = api.functions.of('invalidate-cache').lambda;
  const adminFunctions = [...api.functions.routes].flatMap(([name, made]) =>
    ROUTES[name].access === 'admin' ? [made] : [],
  );
  const waiting = (queue: IQueue) =>
    queue.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum' });
  const nodes = ['001', '002'].map((number) => `${data.cache.replicationGroupId}-${number}`);
  const highest = (metricName: string, statistic: string) =>
    combined(
      'MAX',
      metricName.charAt(0).toLowerCase() + metricName.slice(1),
      nodes.map((node) => cacheMetric(node, metricName, statistic, MINUTE)),
      MINUTE,
    );
  const workers = (state: 'stale' | 'failed') =>
    ownServices && workersIn(scope, state, ownServices.collector.logs, config.stage, MINUTE);

  return {
    api5xx: apiMetric(apiId, '5xx', 'Sum', FIVE_MINUTES),
    refusedLogins: refusedLogins(scope, api.http.accessLogs, config.stage, FIVE_MINUTES),
    readLatencyP99: routeMetric(apiId, 'get-config', 'p99', FIVE_MINUTES),
    undelivered: waiting(api.jobs.undelivered),
    failedJobs: waiting(api.jobs.failed),
    expiredRecords: api.stream && waiting(api.stream.expired),
    iteratorAge: api.stream && invalidation.metric('IteratorAge', { period: MINUTE, statistic: 'Maximum' }),
    invalidations: invalidation.metricInvocations({ period: FIVE_MINUTES, statistic: 'Sum' }),
    unconfirmed: counterMetric('invalidation_unconfirmed', FIVE_MINUTES),
    auditFailed: counterMetric('audit_failed', FIVE_MINUTES),
    bypass: counterMetric('bypass', FIVE_MINUTES),
    fillRefused: counterMetric('fill_refused', FIVE_MINUTES),
    cacheMemory: highest('DatabaseMemoryUsagePercentage', 'Maximum'),
    cacheCpu: highest('EngineCPUUtilization', 'Maximum'),
    cacheConnections: highest('CurrConnections', 'Maximum'),
    cacheNewConnections: highest('NewConnections', 'Sum'),
    rotationErrors: combined(
      'SUM',
      'rotationErrors',
      data.rotations.map(({ lambda }) => lambda.metricErrors({ period: FIVE_MINUTES })),
    ),
    adminThrottles: combined(
      'SUM',
      'adminThrottles',
      adminFunctions.map(({ lambda }) => lambda.metricThrottles({ period: FIVE_MINUTES })),
    ),
    staleWorkers: workers('stale'),
    failedWorkers: workers('failed'),
    healthyCcxtTasks: ownServices && healthy(ownServices.targets.ccxt),
    healthyCollectorTasks: ownServices && healthy(ownServices.targets.collector),
  };
}

function healthy(targets: ApplicationTargetGroup): IMetric {
  return targets.metrics.healthyHostCount({ period: MINUTE, statistic: 'Maximum' });
}

/** One figure out of several metrics of the same kind; `name` keeps it apart from others on one graph. */
function combined(operator: 'SUM' | 'MAX', name: string, metrics: IMetric[], period = FIVE_MINUTES): IMetric {
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`${name}${index}`, metric]));
  return new MathExpression({
    label: name,
    expression: `${operator}([${Object.keys(usingMetrics)}])`,
    usingMetrics,
    period,
  });
}

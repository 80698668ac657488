import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRIC_NAMESPACE, SERVICE_NAME } from './telemetry-names.ts';

/** What is counted, per invocation and as CloudWatch embedded metrics (docs/architecture.md, "Metrics"). */
export type Counter =
  /** Redis did not answer a read. */
  | 'bypass'
  /** Redis did not store a fill. */
  | 'fill_failed'
  /** A fill came too late: its lease was lost, most often to an invalidation. */
  | 'fill_refused'
  | 'invalidation_unconfirmed';

export interface Observability {
  logger: Logger;
  count: (counter: Counter) => void;
  /** Writes what was counted since the last time; nothing when nothing was. */
  flush: () => void;
}

/** Logs and metrics as JSON lines on standard output, by Powertools. A cache hit writes none. */
export function observability({
  logLevel,
}: {
  logLevel: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
}): Observability {
  const logger = new Logger({ serviceName: SERVICE_NAME, logLevel });
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName: SERVICE_NAME, logger });
  let pending = false;
  return {
    logger,
    count: (counter) => {
      metrics.addMetric(counter, MetricUnit.Count, 1);
      pending = true;
    },
    flush: () => {
      if (pending) metrics.publishStoredMetrics();
      pending = false;
    },
  };
}

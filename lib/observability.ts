import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { deferredLogger, type FunctionLogger } from './deferred-logger.ts';
import { describeError } from './described-error.ts';
import { METRIC_NAMESPACE, SERVICE_NAME } from './telemetry-names.ts';

/** What is counted, per invocation and as CloudWatch embedded metrics (docs/architecture.md, "Metrics"). */
export type Counter =
  /** Redis did not answer a read. */
  | 'bypass'
  /** Redis did not store a fill. */
  | 'fill_failed'
  /** A fill came too late: its lease was lost, most often to an invalidation. */
  | 'fill_refused'
  | 'invalidation_unconfirmed'
  /** A wrong admin key, or none. */
  | 'admin_auth_failed'
  /** The audit store did not take a record; its log line stands. */
  | 'audit_failed'
  /** The reply of a call with an idempotency key was not kept. */
  | 'idempotency_failed';

export interface Observability {
  logger: FunctionLogger;
  /** Writes an audit record's line, also where LOG_LEVEL leaves out lines of its level. */
  auditLine: (record: object) => void;
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
  const logger = deferredLogger(
    () => new Logger({ serviceName: SERVICE_NAME, logLevel, jsonReplacerFn: describeErrors }),
  );
  let metrics: Metrics | undefined;
  let auditLogger: Logger | undefined;
  return {
    logger,
    auditLine: (record) => {
      auditLogger ??= new Logger({
        serviceName: SERVICE_NAME,
        logLevel: 'INFO',
        jsonReplacerFn: describeErrors,
      });
      auditLogger.info('audit', { audit: record });
    },
    count: (counter) => {
      metrics ??= new Metrics({
        namespace: METRIC_NAMESPACE,
        serviceName: SERVICE_NAME,
        logger: logger.made(),
      });
      metrics.addMetric(counter, MetricUnit.Count, 1);
    },
    flush: () => {
      if (metrics?.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}

/** In place of Powertools' own form, which writes whatever hangs on an error. */
function describeErrors(_key: string, value: unknown): unknown {
  return value instanceof Error ? describeError(value) : value;
}

/** Names in logs and metrics: shared by who writes them and by the alarms that watch them (infra). */

/** The name that logs and metrics of functions carry. */
export const SERVICE_NAME = 'exchange-control-plane';

/** Where CloudWatch keeps what functions count; its one dimension is `service`. */
export const METRIC_NAMESPACE = 'ExchangeControlPlane';

/** The collector's log line of which AWS makes a metric. */
export const WORKERS_LINE = {
  /** The line's `msg`. */
  message: 'workers',
  /** Holds how many workers are in each state, and `total`. */
  field: 'workers',
} as const;

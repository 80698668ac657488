// Made by `npm run openapi` from the schemas that the functions run on: do not edit.

export type ErrorCode =
  | 'INVALID_EVENT'
  | 'INVALID_EXCHANGE_ID'
  | 'INVALID_REQUEST'
  | 'INVALID_BODY'
  | 'ADMIN_AUTH_FAILED'
  | 'NOT_FOUND'
  | 'EXCHANGE_UNKNOWN'
  | 'EXCHANGE_NOT_ACTIVE'
  | 'EXCHANGE_BLACKLISTED'
  | 'EXCHANGE_PAUSED'
  | 'VERSION_CONFLICT'
  | 'IDEMPOTENCY_IN_FLIGHT'
  | 'PRECONDITION_UNSUPPORTED'
  | 'PRECONDITION_FAILED'
  | 'BODY_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'VALIDATION_FAILED'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'INTERNAL'
  | 'RESTART_FAILED'
  | 'PAUSE_UNSUPPORTED'
  | 'UPSTREAM_AUTH_MISCONFIGURED'
  | 'UPSTREAM_INVALID'
  | 'AUTH_UNAVAILABLE'
  | 'AUDIT_UNAVAILABLE'
  | 'IDEMPOTENCY_UNAVAILABLE'
  | 'COLLECTOR_UNAVAILABLE'
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_TIMEOUT'
  | 'OUTCOME_UNKNOWN';
export interface AddBody {
  /** Time between two polls, milliseconds. 5000 unless given (1000 with simulated exchanges). Of an exchange that is configured: as it is unless given, `null` for the default. */
  pollIntervalMs?: number | null | undefined;
  /** Markets whose order books are polled, as ccxt writes them (`BTC/USDT`). Three chosen ones unless given, none for `[]`. Of an exchange that is configured: as they are unless given, `null` for chosen ones. */
  symbols?: Array<string> | null | undefined;
}
export interface BlacklistBody {
  /** Why, for those who come after you. Kept in the registry and the audit log, not public. */
  reason?: string | undefined;
  /** When it ends by itself, within 366 days. Excludes `ttlSeconds`. */
  expiresAt?: string | undefined;
  /** For how long, seconds. Excludes `expiresAt`. */
  ttlSeconds?: number | undefined;
}
export interface PauseBody {
  /** Why, for those who come after you. */
  reason?: string | undefined;
}
export interface RefreshBody {
  /** Ids to refresh; all active ones unless given. */
  exchanges?: Array<string> | undefined;
}
export interface RestartWorkersBody {
  /** Ids whose workers are restarted; all unless given. */
  exchanges?: Array<string> | undefined;
  /** In place of the query parameter. */
  onlyFailed?: boolean | undefined;
  /** In place of the query parameter. */
  dryRun?: boolean | undefined;
}
export interface Check {
  /** `skipped`: not made, `code` says why. `pending`: it had not ended when the answer was due. */
  status: 'passed' | 'failed' | 'skipped' | 'pending';
  /** How long the check took; 0 when nothing was sent. */
  latencyMs: number;
  /** The ccxt method that the exchange answered. */
  method?: string | undefined;
  /** Why it failed or was not made, machine-readable. */
  code?: string | undefined;
  /** What happened and what to do next. */
  message?: string | undefined;
}
export interface Connectivity {
  /** Whether the public API of the exchange answered now. Reported, never a reason to refuse. */
  health: Check;
  /** Whether ccxt can fetch tickers and order books of it. */
  capability: Check;
  /** Whether polling as configured stays within the exchange's rate limit. */
  rateLimit: Check;
  /** Whether the worker is where the change wants it: collecting, or stopped. */
  worker: Check;
}
export interface ExchangeSettings {
  /** As it was set for this exchange; absent: the collector's default. */
  pollIntervalMs?: number | undefined;
  /** As they were set for this exchange; absent: chosen by the collector. */
  symbols?: Array<string> | undefined;
}
export interface ConfiguredExchange {
  /** ccxt's id. */
  id: string;
  /** The exchange's name. */
  name: string;
  /** What ccxt says that it can do with the exchange (`has`). */
  capabilities: Record<string, unknown>;
  /** Milliseconds between requests that the exchange wants. */
  rateLimit: number;
  /** Of candles. */
  timeframes: Array<string>;
  /** Whether ccxt has certified its support. */
  certified: boolean;
  /** What an operator has set for it. */
  settings: ExchangeSettings;
}
export interface WorkerFact {
  /** Derived at the moment of asking. `stale`: no data for longer than `staleAfterMs`. `quarantined`: failed so often that it is only probed. */
  state:
    | 'starting'
    | 'running'
    | 'degraded'
    | 'stale'
    | 'paused'
    | 'restarting'
    | 'stopping'
    | 'stopped'
    | 'failed'
    | 'quarantined'
    | 'blacklisted'
    | 'unknown';
  /** Counts restarts and takeovers of the worker. */
  generation: number;
}
export interface Worker {
  /** The exchange's id. */
  exchange: string;
  /** The worker's name. */
  workerId: string;
  /** The collector node; null while none polls. */
  instanceId: string | null;
  /** Counts restarts and takeovers of the worker. */
  generation: number;
  /** What the registry wants. */
  desiredState: 'running' | 'paused' | 'stopped' | 'blacklisted';
  /** Derived at the moment of asking. `stale`: no data for longer than `staleAfterMs`. `quarantined`: failed so often that it is only probed. */
  state:
    | 'starting'
    | 'running'
    | 'degraded'
    | 'stale'
    | 'paused'
    | 'restarting'
    | 'stopping'
    | 'stopped'
    | 'failed'
    | 'quarantined'
    | 'blacklisted';
  /** Why it is in this state. */
  stateReason: {
    /** Machine-readable. */
    code: string;
    /** In words. */
    message: string;
  };
  /** Since when it is so. */
  since: string;
  /** When this generation was started. */
  startedAt: string | null;
  /** When the exchange was last asked. */
  lastAttemptAt: string | null;
  /** When data last came. */
  lastSuccessAt: string | null;
  /** Age of the newest data; null: there is none. */
  dataAgeMs: number | null;
  /** The age from which data counts as stale. */
  staleAfterMs: number;
  /** When it is polled next. */
  nextRunAt: string | null;
  /** Time between polls as configured. */
  intervalMs: number;
  /** Time between polls now; longer while it backs off. */
  effectiveIntervalMs: number;
  /** Markets whose order books are polled. */
  symbols: Array<string>;
  /** Of a worker that streams: whether its last data came by websocket or by requests. */
  mode?: 'stream' | 'poll' | undefined;
  /** Polls of this worker. */
  cycles: {
    /** That succeeded. */
    ok: number;
    /** That failed. */
    failed: number;
  };
  /** Of recent polls. */
  latencyMs: {
    /** Median; null: too few polls. */
    p50: number | null;
    /** 95th percentile; null: too few polls. */
    p95: number | null;
  };
  /** Failed polls since the last success. */
  consecutiveErrors: number;
  /** The last one that was met, also when it is over. */
  lastError: {
    /** What kind of failure. */
    code:
      | 'UNREACHABLE'
      | 'DNS'
      | 'TLS'
      | 'TIMEOUT'
      | 'GEO_BLOCKED'
      | 'BLOCKED'
      | 'MAINTENANCE'
      | 'RATE_LIMITED'
      | 'AUTH_REQUIRED'
      | 'UNAVAILABLE'
      | 'BAD_RESPONSE'
      | 'CAPABILITY_MISSING'
      | 'RATE_LIMIT_INVALID';
    /** ccxt's name of the error. */
    class: string;
    /** In words. */
    message: string;
    /** When it happened. */
    at: string;
    /** Whether trying again can help. */
    retryable: boolean;
  } | null;
  /** Restarts of the worker. */
  restarts: {
    /** How many. */
    count: number;
    /** When last. */
    lastAt: string | null;
    /** Why. */
    reason: string | null;
    /** What came of the last one. */
    outcome: string | null;
  };
  /** How a worker in trouble goes on. */
  recovery: {
    /** The next attempt of a worker that backs off. */
    retryAt: string | null;
    /** Since when it is only probed. */
    quarantinedSince: string | null;
  };
  /** The exchange's limit, and the use of it. */
  rateLimit: {
    /** Milliseconds per weight of 1. */
    limitMs: number | null;
    /** All that were sent. */
    requests: number;
    /** Sent within the last `windowMs`. */
    usedWeight: number;
    /** What the limit allows in that time. */
    allowedWeight: number | null;
    /** The time looked at. */
    windowMs: number;
    /** Until when the exchange refuses us. */
    bannedUntil: string | null;
  };
}
export interface RestartedWorker {
  /** The exchange's id. */
  exchange: string;
  /** `pending`: told, and without a success yet. */
  outcome: 'restarted' | 'pending' | 'would_restart' | 'skipped';
  /** Derived at the moment of asking. `stale`: no data for longer than `staleAfterMs`. `quarantined`: failed so often that it is only probed. */
  state: string;
  /** Counts restarts and takeovers of the worker. */
  generation: number;
  /** Why it was skipped. */
  code?: 'EXCHANGE_NOT_ACTIVE' | 'NOT_TO_RUN' | 'NOT_FAILED' | undefined;
  /** Of the worker, once it was restarted. */
  check?: Check | undefined;
}
export interface AuditRecord {
  /** Unique; sorts by when the call ended. */
  id: string;
  /** When the call came. */
  at: string;
  /** How long it took. */
  durationMs: number;
  /** Also in `X-Request-Id` and the log. */
  requestId: string;
  /** How the call came. */
  source: 'http' | 'schedule' | 'job';
  /** Which admin key let it in; null where IAM did. */
  key: {
    /** The key in use, or the one before its rotation. */
    stage: 'current' | 'previous';
    /** Of the secret, where it has versions. */
    version: string | null;
  } | null;
  /** Who it was, as claimed in `X-Actor`. */
  actor: string | null;
  /** The caller's IP address, or the schedule's ARN. */
  address: string | null;
  /** The operation's id. */
  action: string;
  /** The exchange that it was about. */
  exchange: string | null;
  /** The fields of body and query that were understood. */
  input: Record<string, unknown>;
  /** The registry's version around the call, where it is known. */
  registryVersion: {
    /** Before the call. */
    before: number | null;
    /** After the call. */
    after: number | null;
  };
  /** What came of it. */
  outcome: {
    /** The HTTP status. */
    status: number;
    /** `OK`, or the error's code. */
    code: string;
    /** Whether it changed anything; null where that is not known. */
    changed: boolean | null;
    /** Whether this was the kept answer of an earlier call with the same idempotency key. */
    replayed: boolean;
  };
}
export interface HealthCheck {
  /** `skipped`: not configured here, or it cannot say. */
  status: 'up' | 'down' | 'skipped';
  /** How long it took to answer. */
  latencyMs: number;
  /** The service's release, or the registry's version. */
  version?: string | number | undefined;
  /** The cache cluster's state on AWS. */
  state?: string | undefined;
  /** Why it is not up. */
  code?: string | undefined;
  /** In words. */
  message?: string | undefined;
}
export interface Config {
  /** Lists of decisions. */
  config: {
    /** On the blacklist, configured or not. */
    blacklistedExchanges: Array<string>;
    /** Active, and not polled until resumed. */
    pausedExchanges?: Array<string> | undefined;
  };
  /** Configured and not blacklisted. */
  activeExchanges: Array<string>;
  /** Every id that the installed ccxt knows. */
  availableExchanges: Array<string>;
  /** Each configured exchange that is not blacklisted. */
  exchanges?: Array<ConfiguredExchange> | undefined;
  /** The entries, without who and why. */
  blacklist?:
    | Array<{
        /** The exchange's id. */
        exchange: string;
        /** When it was blacklisted. */
        at: string;
        /** When it ends by itself; null: never. */
        expiresAt?: string | null | undefined;
      }>
    | undefined;
  /** The paused workers, without who and why. */
  paused?:
    | Array<{
        /** The exchange's id. */
        exchange: string;
        /** When it was paused. */
        at: string;
      }>
    | undefined;
  /** The registry's version; rises with every change. Send it as `If-Match: "version"`. */
  version?: number | undefined;
  /** When this was answered. */
  timestamp?: string | undefined;
}
export interface Supported {
  /** Ids of the active exchanges, sorted. */
  exchanges: Array<string>;
  /** How many they are. */
  count: number;
}
export interface WorkersReport {
  /** `healthy`: all are as they should be. No workers at all is never healthy. */
  status: 'healthy' | 'degraded' | 'unhealthy';
  /** Of all workers. */
  summary: {
    /** How many there are. */
    total: number;
    /** How many are in each state. */
    byState: Record<string, number>;
  };
  /** Which collector node answered. */
  source: {
    /** The collector node; null while none polls. */
    instanceId: string;
    /** When it looked; at most a second ago. */
    asOf: string;
  };
  /** One per active, paused or blacklisted exchange that is configured. */
  workers: Array<Worker>;
  /** The processes of the collector; empty from one of an earlier release. */
  nodes?:
    | Array<{
        /** The collector node; null while none polls. */
        instanceId: string;
        /** Whether it has given a sign of life in the last 3 s. */
        alive: boolean;
        /** Its last sign of life. */
        lastSeenAt: string;
        /** What it uses, in megabytes; null: it has not said. */
        memory: {
          /** Resident. */
          rssMb: number;
          /** Of V8's heap. */
          heapMb: number;
          /** The most that this heap may become. */
          heapLimitMb: number;
        } | null;
      }>
    | undefined;
  /** When this was answered. */
  timestamp: string;
}
export interface WorkerDetail extends Worker {
  /** The newest transitions first, about the last hundred. */
  timeline: Array<{
    /** The state before; null: the first that is recorded. */
    from:
      | 'starting'
      | 'running'
      | 'degraded'
      | 'stale'
      | 'paused'
      | 'restarting'
      | 'stopping'
      | 'stopped'
      | 'failed'
      | 'quarantined'
      | 'blacklisted'
      | null;
    /** Derived at the moment of asking. `stale`: no data for longer than `staleAfterMs`. `quarantined`: failed so often that it is only probed. */
    state:
      | 'starting'
      | 'running'
      | 'degraded'
      | 'stale'
      | 'paused'
      | 'restarting'
      | 'stopping'
      | 'stopped'
      | 'failed'
      | 'quarantined'
      | 'blacklisted';
    /** Why. */
    reason: {
      /** Machine-readable. */
      code: string;
      /** In words. */
      message: string;
    };
    /** Counts restarts and takeovers of the worker. */
    generation: number;
    /** Since when it is so. */
    since: string;
    /** When that was seen. */
    observedAt: string;
  }>;
  /** The checks; those of an exchange that the last change or refresh made. */
  connectivity: Connectivity;
}
export interface AddResult {
  /** In words. */
  message: string;
  /** False: it was so already, and the worker was left alone. */
  changed: boolean;
  /** The registry's version after the change. */
  version?: number | undefined;
  /** When this was answered. */
  timestamp?: string | undefined;
  /** What did not go as wanted after the change was made: `state=…; generation=…; code=…`. */
  warnings: Array<string>;
  /** The checks; those of an exchange that the last change or refresh made. */
  connectivity: Connectivity;
  /** The worker after the change. */
  worker: WorkerFact;
  /** Configured and not blacklisted. */
  activeExchanges?: Array<string> | undefined;
}
export interface AddDryRun {
  /** True: nothing was done. */
  dryRun: true;
  /** False: it was so already, and the worker was left alone. */
  changed: false;
  /** The checks; those of an exchange that the last change or refresh made. */
  connectivity: Connectivity;
  /** What did not go as wanted after the change was made: `state=…; generation=…; code=…`. */
  warnings: Array<string>;
}
export interface BlacklistResult {
  /** In words. */
  message: string;
  /** False: it was so already, and the worker was left alone. */
  changed: boolean;
  /** The registry's version after the change. */
  version?: number | undefined;
  /** When this was answered. */
  timestamp?: string | undefined;
  /** What did not go as wanted after the change was made: `state=…; generation=…; code=…`. */
  warnings: Array<string>;
  /** The checks; those of an exchange that the last change or refresh made. */
  connectivity: Connectivity;
  /** The worker after the change. */
  worker: WorkerFact;
  /** On the blacklist, configured or not. */
  blacklistedExchanges?: Array<string> | undefined;
}
export interface UnblacklistResult {
  /** In words. */
  message: string;
  /** False: it was so already, and the worker was left alone. */
  changed: boolean;
  /** The registry's version after the change. */
  version?: number | undefined;
  /** When this was answered. */
  timestamp?: string | undefined;
  /** What did not go as wanted after the change was made: `state=…; generation=…; code=…`. */
  warnings: Array<string>;
  /** The checks; those of an exchange that the last change or refresh made. */
  connectivity: Connectivity;
  /** The worker after the change. */
  worker: WorkerFact;
  /** On the blacklist, configured or not. */
  blacklistedExchanges?: Array<string> | undefined;
  /** Configured and not blacklisted. */
  activeExchanges?: Array<string> | undefined;
}
export interface PauseResult {
  /** In words. */
  message: string;
  /** False: it was so already, and the worker was left alone. */
  changed: boolean;
  /** The registry's version after the change. */
  version?: number | undefined;
  /** When this was answered. */
  timestamp?: string | undefined;
  /** What did not go as wanted after the change was made: `state=…; generation=…; code=…`. */
  warnings: Array<string>;
  /** The checks; those of an exchange that the last change or refresh made. */
  connectivity: Connectivity;
  /** The worker after the change. */
  worker: WorkerFact;
  /** Active, and not polled until resumed. */
  pausedExchanges?: Array<string> | undefined;
  /** Configured and not blacklisted. */
  activeExchanges?: Array<string> | undefined;
}
export interface RefreshResult {
  /** In words. */
  message: string;
  /** False: it was so already, and the worker was left alone. */
  changed: boolean;
  /** The registry's version after the change. */
  version?: number | undefined;
  /** When this was answered. */
  timestamp?: string | undefined;
  /** What did not go as wanted after the change was made: `state=…; generation=…; code=…`. */
  warnings: Array<string>;
  /** Configured and not blacklisted. */
  activeExchanges?: Array<string> | undefined;
  /** Configured since the last refresh. */
  added?: Array<string> | undefined;
  /** No longer active since the last refresh. */
  removed?: Array<string> | undefined;
  /** Whose metadata is another now. */
  updated?: Array<string> | undefined;
  /** Whose metadata is as it was. */
  unchanged?: Array<string> | undefined;
  /** Whose metadata could not be refreshed. */
  failed?: Array<string> | undefined;
  /** Whose metadata is still being refreshed. */
  pending?: Array<string> | undefined;
  /** The checks, by exchange id. */
  connectivity: Record<string, Connectivity>;
  /** The workers after the refresh, by exchange id. */
  workers: Record<string, WorkerFact>;
}
export interface RestartResult {
  /** In words. */
  message: string;
  /** The exchange's id. */
  exchange: string;
  /** The worker after the change. */
  worker: Worker;
}
export interface RestartWorkersResult {
  /** True: nothing was done. */
  dryRun: boolean;
  /** Whether only failed, stale and quarantined workers were selected. */
  onlyFailed: boolean;
  /** How many workers were selected. */
  selected: number;
  /** What became of each. */
  results: Array<RestartedWorker>;
}
export interface AuditPage {
  /** The newest first. */
  records: Array<AuditRecord>;
  /** Send it as `cursor` for the next page; null: there is none. */
  nextCursor: string | null;
}
export interface Health {
  /** `unhealthy` comes with status 503. */
  status: 'healthy' | 'unhealthy';
  /** The name of this system. */
  service: string;
  /** The release. */
  version: string;
  /** When this was answered. */
  timestamp: string;
  /** With `deep=true` only. */
  checks?:
    | {
        /** The cache. */
        redis: HealthCheck;
        /** The cache's cluster on AWS. */
        elastiCache: HealthCheck;
        /** The CCXT service. */
        ccxtService: HealthCheck;
        /** The collector. */
        collector: HealthCheck;
        /** The registry, through the CCXT service. */
        registry: HealthCheck;
      }
    | undefined;
}
export interface OpenApiDocument {
  /** The specification's version. */
  openapi: '3.1.1';
  /** What is described. */
  info: {
    /** The API's name. */
    title: string;
    /** The release that it describes. */
    version: string;
  };
  /** The operations. */
  paths: Record<string, unknown>;
}
export type ErrorBody = {
  /** The same sentence for every error of a code. */
  error: string;
  /** What to do next. */
  message: string;
  /** Stable and machine-readable. */
  code:
    | 'INVALID_EVENT'
    | 'INVALID_EXCHANGE_ID'
    | 'INVALID_REQUEST'
    | 'INVALID_BODY'
    | 'ADMIN_AUTH_FAILED'
    | 'NOT_FOUND'
    | 'EXCHANGE_UNKNOWN'
    | 'EXCHANGE_NOT_ACTIVE'
    | 'EXCHANGE_BLACKLISTED'
    | 'EXCHANGE_PAUSED'
    | 'VERSION_CONFLICT'
    | 'IDEMPOTENCY_IN_FLIGHT'
    | 'PRECONDITION_UNSUPPORTED'
    | 'PRECONDITION_FAILED'
    | 'BODY_TOO_LARGE'
    | 'UNSUPPORTED_MEDIA_TYPE'
    | 'VALIDATION_FAILED'
    | 'IDEMPOTENCY_KEY_REUSED'
    | 'INTERNAL'
    | 'RESTART_FAILED'
    | 'PAUSE_UNSUPPORTED'
    | 'UPSTREAM_AUTH_MISCONFIGURED'
    | 'UPSTREAM_INVALID'
    | 'AUTH_UNAVAILABLE'
    | 'AUDIT_UNAVAILABLE'
    | 'IDEMPOTENCY_UNAVAILABLE'
    | 'COLLECTOR_UNAVAILABLE'
    | 'UPSTREAM_UNAVAILABLE'
    | 'UPSTREAM_TIMEOUT'
    | 'OUTCOME_UNKNOWN';
  /** Also in `X-Request-Id` and the log. */
  requestId: string;
  /** Whether the same call may succeed later without being changed. */
  retryable: boolean;
  /** More, by code: the fields that are wrong, the checks that failed. */
  details?: unknown | undefined;
};

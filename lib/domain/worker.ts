import type { FailureCode } from './connectivity.ts';

/** Derived at the moment of asking, never stored; see services/collector. */
export const WORKER_STATES = [
  'starting',
  'running',
  'degraded',
  'stale',
  'paused',
  'restarting',
  'stopping',
  'stopped',
  'failed',
  'quarantined',
  'blacklisted',
] as const;
export type WorkerState = (typeof WORKER_STATES)[number];
export type DesiredState = 'running' | 'paused' | 'stopped' | 'blacklisted';

/** One worker as the collector reports it. Instants are ISO 8601, durations milliseconds. */
export interface WorkerReport {
  exchange: string;
  workerId: string;
  /** The collector node that polls it, `null` while none does. */
  instanceId: string | null;
  /** Raised by restarts and takeovers only. */
  generation: number;

  desiredState: DesiredState;
  state: WorkerState;
  stateReason: { code: string; message: string };
  since: string;

  startedAt: string | null;
  lastAttemptAt: string | null;
  lastSuccessAt: string | null;
  dataAgeMs: number | null;
  staleAfterMs: number;
  nextRunAt: string | null;

  intervalMs: number;
  effectiveIntervalMs: number;
  symbols: string[];
  /** Of a worker that streams: whether its last data came by websocket or, in its stead, by requests. */
  mode?: 'stream' | 'poll';
  cycles: { ok: number; failed: number };
  latencyMs: { p50: number | null; p95: number | null };

  consecutiveErrors: number;
  lastError: {
    code: FailureCode;
    class: string;
    message: string;
    at: string;
    retryable: boolean;
  } | null;

  restarts: { count: number; lastAt: string | null; reason: string | null; outcome: string | null };
  /** The next attempt of a worker that backs off; since when one that failed too often is only probed. */
  recovery: { retryAt: string | null; quarantinedSince: string | null };
  rateLimit: {
    /** The exchange's milliseconds per weight of 1. */
    limitMs: number | null;
    /** All that were sent. */
    requests: number;
    /** Sent in the last `windowMs`, and what the limit allows in that time. */
    usedWeight: number;
    allowedWeight: number | null;
    windowMs: number;
    bannedUntil: string | null;
  };
}

/** One observed change of a worker: of its state, of the reason for it, or of its generation. */
export interface WorkerTransition {
  /** `null`: the first that is recorded. The same as `state` when only the reason or the generation changed. */
  from: WorkerState | null;
  state: WorkerState;
  reason: { code: string; message: string };
  generation: number;
  /** Since when it was so; `observedAt` is when that was seen. */
  since: string;
  observedAt: string;
}

/** GET /workers/:id of the collector: the newest transitions first, about the last hundred. */
export interface WorkerDetail extends WorkerReport {
  timeline: WorkerTransition[];
}

/** One process of the collector. */
export interface NodeReport {
  instanceId: string;
  alive: boolean;
  lastSeenAt: string;
  /** Megabytes: resident, of V8's heap, and the most that this heap may become. */
  memory: { rssMb: number; heapMb: number; heapLimitMb: number } | null;
}

/** GET /workers of the collector. */
export interface WorkersReport {
  status: 'healthy' | 'degraded' | 'unhealthy';
  summary: { total: number; byState: Partial<Record<WorkerState, number>> };
  source: { instanceId: string; asOf: string };
  workers: WorkerReport[];
  nodes: NodeReport[];
  timestamp: string;
}

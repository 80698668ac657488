import * as v from 'valibot';
import { FAILURE_CODES } from '../domain/connectivity.ts';
import { WORKER_STATES } from '../domain/worker.ts';

const instant = v.nullable(v.string());
const millis = v.nullable(v.number());

/** One worker, see {@link import('../domain/worker.ts').WorkerReport}. */
export const workerReport = v.looseObject({
  exchange: v.string(),
  workerId: v.string(),
  instanceId: v.nullable(v.string()),
  generation: v.number(),
  desiredState: v.picklist(['running', 'paused', 'stopped', 'blacklisted']),
  state: v.picklist(WORKER_STATES),
  stateReason: v.looseObject({ code: v.string(), message: v.string() }),
  since: v.string(),
  startedAt: instant,
  lastAttemptAt: instant,
  lastSuccessAt: instant,
  dataAgeMs: millis,
  staleAfterMs: v.number(),
  nextRunAt: instant,
  intervalMs: v.number(),
  effectiveIntervalMs: v.number(),
  symbols: v.array(v.string()),
  mode: v.optional(v.picklist(['stream', 'poll'])),
  cycles: v.object({ ok: v.number(), failed: v.number() }),
  latencyMs: v.object({ p50: millis, p95: millis }),
  consecutiveErrors: v.number(),
  lastError: v.nullable(
    v.looseObject({
      code: v.picklist(FAILURE_CODES),
      class: v.string(),
      message: v.string(),
      at: v.string(),
      retryable: v.boolean(),
    }),
  ),
  restarts: v.object({
    count: v.number(),
    lastAt: instant,
    reason: v.nullable(v.string()),
    outcome: v.nullable(v.string()),
  }),
  recovery: v.object({ retryAt: instant, quarantinedSince: instant }),
  rateLimit: v.object({
    limitMs: millis,
    requests: v.number(),
    usedWeight: v.number(),
    allowedWeight: millis,
    windowMs: v.number(),
    bannedUntil: instant,
  }),
});

/** GET /workers/:id */
export const workerDetail = v.looseObject({
  ...workerReport.entries,
  timeline: v.array(
    v.looseObject({
      from: v.nullable(v.picklist(WORKER_STATES)),
      state: v.picklist(WORKER_STATES),
      reason: v.looseObject({ code: v.string(), message: v.string() }),
      generation: v.number(),
      since: v.string(),
      observedAt: v.string(),
    }),
  ),
});

/** GET /workers */
export const workersReport = v.looseObject({
  status: v.picklist(['healthy', 'degraded', 'unhealthy']),
  summary: v.looseObject({ total: v.number(), byState: v.record(v.string(), v.number()) }),
  source: v.looseObject({ instanceId: v.string(), asOf: v.string() }),
  workers: v.array(workerReport),
  // one of an earlier release tells nothing of its nodes
  nodes: v.optional(
    v.array(
      v.looseObject({
        instanceId: v.string(),
        alive: v.boolean(),
        lastSeenAt: v.string(),
        memory: v.nullable(v.looseObject({ rssMb: v.number(), heapMb: v.number(), heapLimitMb: v.number() })),
      }),
    ),
    [],
  ),
  timestamp: v.string(),
});

/** POST /workers/:id/restart */
export const restartReply = v.looseObject({
  message: v.string(),
  exchange: v.string(),
  worker: workerReport,
});

/** POST /restart: what each active exchange's worker was just before its restart, by id. */
export const restartAllReply = v.looseObject({
  message: v.string(),
  workers: v.record(v.string(), v.looseObject({ state: v.picklist(WORKER_STATES), generation: v.number() })),
});

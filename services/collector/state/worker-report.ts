import type { DesiredState, WorkerReport } from '#lib/domain/worker.ts';
import type { Plan } from '../registry/plan.ts';
import { RATE_WINDOW_MS } from '../store/rate-limiter.ts';
import type { WorkerRecord } from '../store/worker-records.ts';
import { type DerivedState, deriveState } from './derive-state.ts';
import type { WorkerFacts } from './worker-facts.ts';

export interface ReportInput {
  plan: Plan;
  desired: DesiredState;
  /** Since when this node knows that it is to be so, or that nothing is recorded of it; for what has no record. */
  knownSince: number;
  record: WorkerRecord;
  nodeAlive: boolean | null;
  /** When its schedule is due next. */
  nextRunAt: number | null;
  now: number;
}

/** The state alone, of what is recorded and `now`, both by Redis' clock. */
export function workerState(input: Omit<ReportInput, 'nextRunAt'>): DerivedState {
  return deriveState(factsOf(input), input.now);
}

/** One worker as it is reported. */
export function workerReport(input: ReportInput, derived: DerivedState): WorkerReport {
  const { plan, record, now, desired } = input;
  return {
    exchange: plan.exchange,
    workerId: `collector:${plan.exchange}`,
    instanceId: input.nodeAlive ? record.node : null,
    generation: record.generation,

    desiredState: desired,
    state: derived.state,
    stateReason: derived.reason,
    since: iso(derived.since),

    startedAt: isoOrNull(record.startedAt),
    lastAttemptAt: isoOrNull(record.lastAttemptAt),
    lastSuccessAt: isoOrNull(record.lastSuccessAt),
    dataAgeMs: record.lastSuccessAt === null ? null : Math.max(now - record.lastSuccessAt, 0),
    staleAfterMs: plan.staleAfterMs,
    nextRunAt: desired === 'running' ? isoOrNull(nextRunAt(input)) : null,

    intervalMs: plan.intervalMs,
    effectiveIntervalMs: plan.effectiveIntervalMs,
    symbols: plan.symbols ?? record.symbols ?? [],
    ...(record.mode && { mode: record.mode }),
    cycles: { ok: record.ok, failed: record.failed },
    latencyMs: { p50: percentile(record.latencies, 0.5), p95: percentile(record.latencies, 0.95) },

    consecutiveErrors: record.consecutiveErrors,
    lastError:
      record.lastError && record.lastFailureAt !== null
        ? { ...record.lastError, at: iso(record.lastFailureAt) }
        : null,
    restarts: {
      count: record.restarts,
      lastAt: isoOrNull(record.restartedAt),
      reason: record.restartReason,
      outcome: restartOutcome(record, derived),
    },
    recovery: {
      retryAt: record.retryAt !== null && record.retryAt > now ? iso(record.retryAt) : null,
      quarantinedSince: isoOrNull(record.quarantinedAt),
    },
    rateLimit: {
      limitMs: plan.rateLimitMs,
      requests: record.rate.requests,
      usedWeight: record.rate.usedWeight,
      allowedWeight: plan.rateLimitMs === null ? null : Math.floor(RATE_WINDOW_MS / plan.rateLimitMs),
      windowMs: RATE_WINDOW_MS,
      bannedUntil: isoOrNull(record.bannedUntil),
    },
  };
}

function factsOf({
  desired,
  record,
  knownSince,
  nodeAlive,
  plan,
  now,
}: Omit<ReportInput, 'nextRunAt'>): WorkerFacts {
  return {
    ...record,
    desired,
    desiredSince: record.gate === desired && record.gateSince !== null ? record.gateSince : knownSince,
    admitted: record.gate === 'running',
    turnHeld: record.turnHeldUntil > now,
    nodeAlive,
    staleAfterMs: plan.staleAfterMs,
  };
}

/** When its schedule is due, or when it may try again if that is later. */
function nextRunAt({ record, nextRunAt }: ReportInput): number | null {
  return nextRunAt && Math.max(nextRunAt, record.retryAt ?? 0, record.bannedUntil ?? 0);
}

/** What came of the last restart: `pending` until something did. */
function restartOutcome({ restartedAt, lastSuccessAt, lastFailureAt }: WorkerRecord, derived: DerivedState) {
  if (restartedAt === null) return null;
  if (lastSuccessAt !== null && lastSuccessAt >= restartedAt) return 'succeeded';
  if (lastFailureAt !== null && lastFailureAt >= restartedAt) return 'failed';
  return derived.state === 'restarting' ? 'pending' : 'no attempt ended';
}

/** The smallest value that is at least as large as the given part of all; nearest rank. */
function percentile(values: number[], part: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(part * sorted.length) - 1] ?? null;
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}

function isoOrNull(instant: number | null): string | null {
  return instant === null ? null : iso(instant);
}

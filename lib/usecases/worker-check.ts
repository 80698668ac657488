import type { Check } from '../domain/connectivity.ts';
import type { WorkerReport, WorkerState } from '../domain/worker.ts';
import type { Collector, RestartOutcome } from '../ports.ts';

/** What became of a worker after a change: a fact for the response, never a failure of the change. */
export interface WorkerOutcome {
  state: string;
  generation: number;
  /** `OK`, or why the worker is not where it should be. */
  code: string;
  check: Check;
}

/** `collecting`: started and had a first success. `ended`: stopped, because blacklisted or paused. */
export type Expectation = 'collecting' | 'ended';

/** The facts as the headers X-Worker-Restart-Info and -Warning and `warnings[]` give them, in ASCII. */
export function workerFacts({ state, generation, code }: WorkerOutcome): string {
  return `state=${state}; generation=${generation}; code=${code}`;
}

/**
 * Waits until the worker of `exchange` is as expected, its exchange fails it, or `signal` ends the wait.
 * `restart` is what the collector answered to the call that told it of the change.
 */
export async function awaitWorker(
  { collector, pause, now }: { collector: Collector; pause: Pause; now: () => number },
  exchange: string,
  expected: Expectation,
  restart: RestartOutcome,
  signal: AbortSignal,
): Promise<WorkerOutcome> {
  if (restart.kind !== 'reconciled') return withoutWorker(restart.kind, expected);
  const startedAt = now();
  const { generation } = restart.worker;
  let worker = restart.worker;
  while (!isReached(worker, expected, generation) && !signal.aborted) {
    await pause(POLL_MS, signal);
    worker = (await collector.worker(exchange, { signal }).catch(() => undefined)) ?? worker;
  }
  return outcomeOf(worker, expected, generation, now() - startedAt);
}

/** Resolves after `ms`, or at once when `signal` aborts. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

const POLL_MS = 150;
/** States that tell themselves what is wrong. */
const TROUBLED = new Set<WorkerState>(['degraded', 'stale', 'failed', 'quarantined']);

function isReached(worker: WorkerReport, expected: Expectation, generation: number): boolean {
  if (expected === 'ended') return hasEnded(worker);
  if (worker.generation < generation) return false;
  return hasCollected(worker) || worker.state === 'failed' || hasEnded(worker);
}

function hasEnded({ state }: WorkerReport): boolean {
  return state === 'blacklisted' || state === 'paused' || state === 'stopped';
}

/** Whether this generation has had a success. */
export function hasCollected({ state, startedAt, lastSuccessAt }: WorkerReport): boolean {
  return state === 'running' && startedAt !== null && lastSuccessAt !== null && lastSuccessAt >= startedAt;
}

function outcomeOf(
  worker: WorkerReport,
  expected: Expectation,
  generation: number,
  latencyMs: number,
): WorkerOutcome {
  const facts = { state: worker.state, generation: worker.generation };
  const isDone =
    expected === 'ended' ? hasEnded(worker) : hasCollected(worker) && worker.generation >= generation;
  if (isDone) return { ...facts, code: 'OK', check: { status: 'passed', latencyMs } };
  if (worker.lastError && expected === 'collecting') {
    const { code, message } = worker.lastError;
    return { ...facts, code, check: { status: 'failed', latencyMs, code, message } };
  }
  if (expected === 'collecting' && TROUBLED.has(worker.state)) {
    const { code, message } = worker.stateReason;
    return { ...facts, code, check: { status: 'failed', latencyMs, code, message } };
  }
  const message = `The worker is ${worker.state}: ask GET /api/v1/exchanges/workers/status.`;
  return { ...facts, code: 'PENDING', check: { status: 'pending', latencyMs, code: 'PENDING', message } };
}

function withoutWorker(
  kind: Exclude<RestartOutcome['kind'], 'reconciled'>,
  expected: Expectation,
): WorkerOutcome {
  if (kind === 'unknown' || kind === 'not-active') {
    const message = 'The exchange has no worker: it is not among the configured ones.';
    const code = expected === 'ended' ? 'OK' : 'EXCHANGE_NOT_ACTIVE';
    return {
      state: 'stopped',
      generation: 0,
      code,
      check: { status: 'skipped', latencyMs: 0, code: 'EXCHANGE_NOT_ACTIVE', message },
    };
  }
  const code = kind === 'unavailable' ? 'COLLECTOR_UNAVAILABLE' : 'RESTART_FAILED';
  const message = 'The collector was not told; it finds the change by itself within seconds of running.';
  return { state: 'unknown', generation: 0, code, check: { status: 'pending', latencyMs: 0, code, message } };
}

import type { RestartOutcome } from '../ports.ts';
import type { Deadline } from '../request-deadline.ts';
import { BUDGET_MS } from '../resilience.ts';
import type { Reply } from '../respond.ts';
import { type ChangeDeps, changeReply } from './change.ts';
import type { UpstreamChecks } from './checks.ts';
import { awaitWorker, type Expectation, type WorkerOutcome, workerFacts } from './worker-check.ts';

/** A change of one exchange that was made and invalidated. */
export interface MadeChange {
  exchange: string;
  /** Where nothing changed the worker is only looked at: a repeated call must not interrupt the collection. */
  changed: boolean;
  expected: Expectation;
  /** For the worker's history. */
  reason: string;
  /** The CCXT service's answer. */
  reply: object;
  checks: UpstreamChecks;
  warnings: string[];
}

/**
 * Has the collector act on a change, waits for what follows from it, and answers with all of it. What became of a worker
 * is in the body and, where clients of the older system look for it, in a header.
 */
export async function followUp(
  deps: ChangeDeps,
  { exchange, changed, expected, reason, reply, checks, warnings }: MadeChange,
  deadline: Deadline,
): Promise<Reply> {
  const signal = deadline.step(BUDGET_MS.collector);
  const told = changed
    ? await deps.collector.restart(exchange, reason, { signal })
    : await look(deps, exchange, signal);
  const firstSuccess = deadline.step(BUDGET_MS.firstSuccess);
  const worker = await awaitWorker(deps, exchange, expected, told, firstSuccess);
  const ours = {
    changed,
    connectivity: { ...checks, worker: worker.check },
    worker: { state: worker.state, generation: worker.generation },
    warnings: worker.code === 'OK' ? warnings : [...warnings, workerFacts(worker)],
  };
  return changeReply(reply, ours, workerHeaders(expected, worker));
}

function workerHeaders(expected: Expectation, worker: WorkerOutcome): Record<string, string> {
  if (expected === 'collecting') return { 'x-worker-restart-info': workerFacts(worker) };
  return worker.code === 'OK' ? {} : { 'x-worker-restart-warning': workerFacts(worker) };
}

async function look(
  { collector }: ChangeDeps,
  exchange: string,
  signal: AbortSignal,
): Promise<RestartOutcome> {
  try {
    const worker = await collector.worker(exchange, { signal });
    return worker ? { kind: 'reconciled', worker } : { kind: 'not-active' };
  } catch (cause) {
    return { kind: 'unavailable', cause };
  }
}

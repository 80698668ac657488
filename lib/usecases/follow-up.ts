import type { RestartOutcome } from '../ports.ts';
import type { Deadline } from '../request-deadline.ts';
import { BUDGET_MS } from './budget.ts';
import type { ChangeDeps } from './change.ts';
import { awaitWorker, type Expectation, type WorkerOutcome } from './worker-check.ts';

/**
 * Has the collector act on a change, and waits for what follows from it. Where nothing changed the worker is only
 * looked at: a repeated call must not interrupt the collection.
 */
export async function followUp(
  deps: ChangeDeps,
  {
    exchange,
    changed,
    expected,
    reason,
  }: { exchange: string; changed: boolean; expected: Expectation; reason: string },
  deadline: Deadline,
): Promise<WorkerOutcome> {
  const signal = deadline.step(BUDGET_MS.collector);
  const told = changed
    ? await deps.collector.restart(exchange, reason, { signal })
    : await look(deps, exchange, signal);
  return awaitWorker(deps, exchange, expected, told, deadline.step(BUDGET_MS.firstSuccess));
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

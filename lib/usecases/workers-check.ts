import type { Check } from '../domain/connectivity.ts';
import type { Collector } from '../ports.ts';
import { hasCollected, type Pause } from './worker-check.ts';

/** By exchange id: the worker after a restart of all. */
export type AllWorkers = Record<string, { state: string; generation: number; check: Check }>;

const POLL_MS = 500;

/**
 * Waits until every worker has its first success in a generation after the one that the collector named when it was
 * told to restart them, or `signal` ends the wait; a rolling restart goes on without being watched.
 */
export async function awaitAllWorkers(
  { collector, pause, now }: { collector: Collector; pause: Pause; now: () => number },
  before: Record<string, { state: string; generation: number }>,
  signal: AbortSignal,
): Promise<AllWorkers> {
  const startedAt = now();
  const all: AllWorkers = {};
  for (const [id, { state, generation }] of Object.entries(before)) {
    const message = 'Its restart goes on: ask GET /api/v1/exchanges/workers/status.';
    all[id] = { state, generation, check: { status: 'pending', latencyMs: 0, code: 'PENDING', message } };
  }
  while (!signal.aborted && Object.values(all).some(({ check }) => check.status === 'pending')) {
    const report = await collector.workers({ signal }).catch(() => undefined);
    for (const worker of report?.workers ?? []) {
      const known = all[worker.exchange];
      if (known?.check.status !== 'pending') continue;
      const latencyMs = now() - startedAt;
      const isNew = worker.generation > (before[worker.exchange]?.generation ?? 0);
      known.state = worker.state;
      known.generation = Math.max(known.generation, worker.generation);
      if (isNew && hasCollected(worker)) known.check = { status: 'passed', latencyMs };
      else if (isNew && worker.lastError) {
        known.check = {
          ...known.check,
          latencyMs,
          code: worker.lastError.code,
          message: worker.lastError.message,
        };
      }
    }
    await pause(POLL_MS, signal);
  }
  return all;
}

import type { Call } from '../call.ts';
import type { Check, Connectivity } from '../domain/connectivity.ts';
import type { WorkerReport } from '../domain/worker.ts';
import { AppError } from '../errors.ts';
import type { CcxtService, Collector } from '../ports.ts';
import { RESILIENCE } from '../resilience.ts';
import type { Reply } from '../respond.ts';
import { allSkipped, skipped, type UpstreamChecks, unsupported } from './checks.ts';
import { inactiveExchange, unknownExchange } from './refusals.ts';

/**
 * GET workers/:exchange.
 *
 * 1. Ask the collector for the worker and its timeline, and the CCXT service for what its checks last found.
 * 2. Answer with both. Without the checks the worker is told all the same.
 */
export async function getWorker(
  { collector, ccxt }: { collector: Collector; ccxt: CcxtService },
  { exchange, deadline }: Call<'get-worker', unknown>,
): Promise<Reply> {
  const signal = deadline.step(RESILIENCE.workerMs);
  const [found, checks] = await Promise.all([
    collector.detail(exchange, { signal }),
    lastChecks(ccxt, exchange, signal),
  ]);
  if (found.kind !== 'found') throw absent(found.kind);
  const { worker } = found;
  const connectivity: Connectivity = { ...checks, worker: workerCheck(worker) };
  return { json: { ...worker, connectivity } };
}

async function lastChecks(ccxt: CcxtService, exchange: string, signal: AbortSignal): Promise<UpstreamChecks> {
  try {
    return (await ccxt.connectivity(exchange, { signal }))?.connectivity ?? unsupported();
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'INTERNAL';
    return allSkipped(code, 'The CCXT service did not say what its checks last found.');
  }
}

/** What the worker's state means for the check "it has started and delivers". */
function workerCheck({ state, stateReason: { code, message } }: WorkerReport): Check {
  switch (state) {
    case 'running':
      return { status: 'passed', latencyMs: 0 };
    case 'starting':
    case 'restarting':
      return { status: 'pending', latencyMs: 0, code, message };
    case 'degraded':
    case 'stale':
    case 'failed':
    case 'quarantined':
      return { status: 'failed', latencyMs: 0, code, message };
    default:
      return skipped(code, message);
  }
}

function absent(kind: 'unknown' | 'not-active'): AppError {
  return kind === 'unknown' ? unknownExchange() : inactiveExchange();
}

import type { Call } from '../call.ts';
import { collectorUnavailable } from '../collector-unavailable.ts';
import { AppError } from '../errors.ts';
import type { Collector, RestartOutcome } from '../ports.ts';
import { BUDGET_MS } from '../resilience.ts';
import type { Reply } from '../respond.ts';
import { blacklistedExchange, inactiveExchange, unknownExchange } from './refusals.ts';

/**
 * POST workers/:exchange/restart.
 *
 * 1. Have the collector reconcile the exchange's worker: an active one gets a new generation.
 * 2. Answer with the worker, or with why there is none to restart.
 */
export async function restartWorker(
  { collector }: { collector: Collector },
  { exchange, actor, deadline }: Call<'restart-worker', unknown>,
): Promise<Reply> {
  const signal = deadline.step(BUDGET_MS.collector * 2);
  const outcome = await collector.restart(exchange, `restarted by ${actor}`, { signal });
  const worker = restarted(outcome);
  return { json: { message: 'Worker restarted successfully', exchange, worker } };
}

function restarted(outcome: RestartOutcome) {
  switch (outcome.kind) {
    case 'reconciled':
      if (outcome.worker.desiredState === 'paused') {
        throw new AppError('EXCHANGE_PAUSED', 'Resume it instead: POST workers/:exchange/resume.');
      }
      if (outcome.worker.state !== 'blacklisted') return outcome.worker;
      throw blacklistedExchange();
    case 'unknown':
      throw unknownExchange();
    case 'not-active':
      throw inactiveExchange();
    case 'unavailable':
      throw collectorUnavailable(outcome.cause);
    case 'failed':
      throw new AppError('RESTART_FAILED', 'Try again; if it goes on, look at the log of the collector.', {
        cause: outcome.cause,
      });
  }
}

import type { Call } from '../call.ts';
import { collectorUnavailable } from '../collector-unavailable.ts';
import type { Check } from '../domain/connectivity.ts';
import type { WorkerReport, WorkerState } from '../domain/worker.ts';
import { requireExchangeId } from '../exchange-id-guard.ts';
import { BUDGET_MS } from '../resilience.ts';
import type { Reply } from '../respond.ts';
import type { RestartWorkersAnswer } from '../schemas/change-answers.ts';
import type { RestartWorkersBody } from '../schemas/requests.ts';
import type { ChangeDeps } from './change.ts';
import { flag } from './flag.ts';
import { awaitAllWorkers } from './workers-check.ts';

const FAILED = new Set<WorkerState>(['failed', 'stale', 'quarantined']);

type Item = RestartWorkersAnswer['results'][number];

/**
 * POST workers/restart.
 *
 * 1. Ask the collector for all workers, and select: those that are named, or all; of them those that have failed if
 *    only they are wanted. What is blacklisted or paused is never restarted.
 * 2. A dry run ends here.
 * 3. Have the collector restart them, one after the other, and wait a while for their first success.
 * 4. Answer what became of each.
 */
export async function restartWorkers(
  deps: Pick<ChangeDeps, 'collector' | 'pause' | 'now'>,
  { body, query, actor, deadline }: Call<'restart-workers', RestartWorkersBody>,
): Promise<Reply> {
  const dryRun = body.dryRun ?? flag(query, 'dryRun');
  const onlyFailed = body.onlyFailed ?? flag(query, 'onlyFailed');
  const named = body.exchanges && [...new Set(body.exchanges.map(requireExchangeId))];

  const { workers } = await deps.collector.workers({ signal: deadline.step(BUDGET_MS.collector) });
  const ids = named ?? workers.map(({ exchange }) => exchange);
  const byId = new Map(workers.map((worker) => [worker.exchange, worker]));
  const items = new Map(ids.map((id) => [id, select(id, byId.get(id), onlyFailed)]));
  const selected = [...items.values()].filter(({ outcome }) => outcome === 'would_restart');

  if (!dryRun && selected.length > 0) {
    const exchanges = selected.map(({ exchange }) => exchange);
    const before = await deps.collector.restartAll(`restarted by ${actor}`, {
      exchanges,
      signal: deadline.step(BUDGET_MS.collector),
    });
    if (!before) throw collectorUnavailable('it was asked for its workers, and then did not restart them');
    const after = await awaitAllWorkers(deps, before, deadline.step(BUDGET_MS.firstSuccess));
    for (const exchange of exchanges) items.set(exchange, outcomeOf(exchange, after[exchange]));
  }
  const results = [...items.values()];
  const answer: RestartWorkersAnswer = { dryRun, onlyFailed, selected: selected.length, results };
  return { json: answer };
}

function select(exchange: string, worker: WorkerReport | undefined, onlyFailed: boolean): Item {
  const skip = (code: Item['code']): Item => {
    const { state = 'stopped', generation = 0 } = worker ?? {};
    return { exchange, outcome: 'skipped', state, generation, ...(code && { code }) };
  };
  if (!worker) return skip('EXCHANGE_NOT_ACTIVE');
  if (worker.desiredState !== 'running') return skip('NOT_TO_RUN');
  if (onlyFailed && !FAILED.has(worker.state)) return skip('NOT_FAILED');
  const { state, generation } = worker;
  return { exchange, outcome: 'would_restart', state, generation };
}

/** `undefined`: it ceased to be active between the two calls. */
function outcomeOf(
  exchange: string,
  after: { state: string; generation: number; check: Check } | undefined,
): Item {
  if (!after)
    return { exchange, outcome: 'skipped', state: 'stopped', generation: 0, code: 'EXCHANGE_NOT_ACTIVE' };
  return { exchange, outcome: after.check.status === 'passed' ? 'restarted' : 'pending', ...after };
}

import type { Call } from '../call.ts';
import type { Check } from '../domain/connectivity.ts';
import { requireExchangeId } from '../exchange-id-guard.ts';
import type { Deadline } from '../request-deadline.ts';
import { BUDGET_MS } from '../resilience.ts';
import type { Reply } from '../respond.ts';
import type { RefreshBody } from '../schemas/requests.ts';
import { type ChangeDeps, changeAndInvalidate, changeReply } from './change.ts';
import { unsupported } from './checks.ts';
import { requireKnown, requireVersions } from './refusals.ts';
import { type AllWorkers, awaitAllWorkers } from './workers-check.ts';

/**
 * POST refresh.
 *
 * 1. Read the configuration: ids that are named must be known to ccxt.
 * 2. Have the CCXT service refresh them; what takes longer goes on there and is `pending`.
 * 3. Invalidate the caches.
 * 4. Have the collector restart all workers, one after the other, and wait a while for their first success.
 */
export async function refreshExchanges(
  deps: ChangeDeps,
  { body, actor, ifMatch, deadline }: Call<'refresh-exchanges', RefreshBody>,
): Promise<Reply> {
  const named = body.exchanges?.map(requireExchangeId);
  const before = await deps.ccxt.config({ signal: deadline.step(BUDGET_MS.change) });
  for (const exchange of named ?? []) requireKnown(before, exchange);
  requireVersions(before, ifMatch);

  const change = () =>
    deps.ccxt.refresh(named, { by: actor, ifMatch, signal: deadline.step(BUDGET_MS.refresh) });
  const { reply, warnings } = await changeAndInvalidate(deps, change, deadline);
  const workers = await restartAll(deps, `refreshed by ${actor}`, deadline);
  if (!workers) warnings.push('state=unknown; generation=0; code=COLLECTOR_UNAVAILABLE');

  const active = reply.activeExchanges ?? before.activeExchanges;
  const connectivity = Object.fromEntries(
    active.map((id) => [
      id,
      { ...(reply.connectivity?.[id] ?? unsupported()), worker: workers?.[id]?.check ?? untold() },
    ]),
  );
  const states = Object.entries(workers ?? {}).map(([id, { state, generation }]) => [
    id,
    { state, generation },
  ]);
  const { connectivity: _, ...own } = reply;
  return changeReply(own, { changed: false, connectivity, workers: Object.fromEntries(states), warnings });
}

async function restartAll(
  deps: ChangeDeps,
  reason: string,
  deadline: Deadline,
): Promise<AllWorkers | undefined> {
  const before = await deps.collector.restartAll(reason, { signal: deadline.step(BUDGET_MS.collector) });
  if (!before) return undefined;
  return awaitAllWorkers(
    deps,
    before,
    deadline.step(Math.min(BUDGET_MS.firstSuccess, deadline.remainingMs() - 500)),
  );
}

function untold(): Check {
  return {
    status: 'pending',
    latencyMs: 0,
    code: 'COLLECTOR_UNAVAILABLE',
    message: 'The collector was not told; it finds the change by itself within seconds of running.',
  };
}

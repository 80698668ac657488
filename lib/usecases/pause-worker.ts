import type { Call } from '../call.ts';
import { BUDGET_MS } from '../resilience.ts';
import type { Reply } from '../respond.ts';
import type { PauseBody } from '../schemas/requests.ts';
import { type ChangeDeps, changeAndInvalidate } from './change.ts';
import { allSkipped } from './checks.ts';
import { followUp } from './follow-up.ts';
import { requireActive, requireVersions } from './refusals.ts';

/**
 * POST workers/:exchange/pause.
 *
 * 1. Read the configuration: the exchange must be active.
 * 2. Have the CCXT service pause its worker, which outlives every restart.
 * 3. Invalidate the caches.
 * 4. Have the collector stop the worker, and wait until it has; if it cannot be stopped, say so and go on.
 */
export async function pauseWorker(
  deps: ChangeDeps,
  { exchange, body, actor, ifMatch, deadline }: Call<'pause-worker', PauseBody>,
): Promise<Reply> {
  const before = await deps.ccxt.config({ signal: deadline.step(BUDGET_MS.change) });
  requireActive(before, exchange);
  requireVersions(before, ifMatch);

  const change = () =>
    deps.ccxt.pause(exchange, body, { by: actor, ifMatch, signal: deadline.step(BUDGET_MS.change) });
  const { reply, warnings } = await changeAndInvalidate(deps, change, deadline);
  const changed = reply.changed ?? true;

  const checks = allSkipped('NOT_APPLICABLE', 'A paused worker asks its exchange nothing.');
  return followUp(
    deps,
    { exchange, changed, expected: 'ended', reason: `paused by ${actor}`, reply, checks, warnings },
    deadline,
  );
}

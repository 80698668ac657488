import type { Call } from '../call.ts';
import { BUDGET_MS } from '../resilience.ts';
import type { Reply } from '../respond.ts';
import { type ChangeDeps, changeAndInvalidate } from './change.ts';
import { blockingFailures, validate } from './checks.ts';
import { followUp } from './follow-up.ts';
import { requireActive, requireVersions } from './refusals.ts';

/**
 * POST workers/:exchange/resume.
 *
 * 1. Read the configuration: the exchange must be active.
 * 2. Validate the connection; what it finds is reported, not a reason to refuse.
 * 3. Have the CCXT service end the pause.
 * 4. Invalidate the caches.
 * 5. Have the collector start the worker again, and wait for its first success.
 */
export async function resumeWorker(
  deps: ChangeDeps,
  { exchange, actor, ifMatch, deadline }: Call<'resume-worker', unknown>,
): Promise<Reply> {
  const before = await deps.ccxt.config({ signal: deadline.step(BUDGET_MS.change) });
  requireActive(before, exchange);
  requireVersions(before, ifMatch);
  const settings = before.exchanges?.find(({ id }) => id === exchange)?.settings ?? {};
  const checks = await validate(deps.ccxt, exchange, settings, deadline);

  const change = () =>
    deps.ccxt.resume(exchange, { by: actor, ifMatch, signal: deadline.step(BUDGET_MS.change) });
  const { reply, warnings } = await changeAndInvalidate(deps, change, deadline);
  for (const code of blockingFailures(checks)) warnings.push(`code=${code}`);
  const changed = reply.changed ?? true;

  return followUp(
    deps,
    { exchange, changed, expected: 'collecting', reason: `resumed by ${actor}`, reply, checks, warnings },
    deadline,
  );
}

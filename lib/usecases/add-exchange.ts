import type { Call } from '../call.ts';
import { AppError } from '../errors.ts';
import { BUDGET_MS } from '../resilience.ts';
import type { Reply } from '../respond.ts';
import type { AddDryRunAnswer } from '../schemas/change-answers.ts';
import type { SettingsChange } from '../schemas/requests.ts';
import { type ChangeDeps, changeAndInvalidate } from './change.ts';
import { blockingFailures, skipped, validate } from './checks.ts';
import { flag } from './flag.ts';
import { followUp } from './follow-up.ts';
import { requireAllowed, requireKnown, requireVersions } from './refusals.ts';

/**
 * POST add/:exchange.
 *
 * 1. Read the configuration: the id must be known to ccxt and not blacklisted.
 * 2. Validate the connection; refuse what cannot be collected from. `dryRun` ends here.
 * 3. Have the CCXT service add it, or give it other settings.
 * 4. Invalidate the caches.
 * 5. Have the collector begin, and wait for the worker's first success.
 */
export async function addExchange(
  deps: ChangeDeps,
  { exchange, body, query, actor, ifMatch, deadline }: Call<'add-exchange', SettingsChange>,
): Promise<Reply> {
  const isDryRun = flag(query, 'dryRun');
  const before = await deps.ccxt.config({ signal: deadline.step(BUDGET_MS.change) });
  requireKnown(before, exchange);
  requireVersions(before, ifMatch);
  requireAllowed(before, exchange);

  const checks = await validate(deps.ccxt, exchange, body, deadline);
  const failures = blockingFailures(checks);
  if (failures.length > 0) {
    const message = `Nothing was changed, for this exchange cannot be collected from as asked: ${failures.join(', ')}.`;
    throw new AppError('VALIDATION_FAILED', message, { details: { connectivity: checks } });
  }
  if (isDryRun) {
    const worker = skipped('DRY_RUN', 'Nothing was changed.');
    const answer: AddDryRunAnswer = {
      dryRun: true,
      changed: false,
      connectivity: { ...checks, worker },
      warnings: [],
    };
    return { json: answer };
  }

  const change = () =>
    deps.ccxt.add(exchange, body, { by: actor, ifMatch, signal: deadline.step(BUDGET_MS.change) });
  const { reply, warnings } = await changeAndInvalidate(deps, change, deadline);
  if (!before.exchanges && Object.keys(body).length > 0) warnings.push('code=SETTINGS_UNSUPPORTED');
  const changed = reply.changed ?? !before.activeExchanges.includes(exchange);

  return followUp(
    deps,
    { exchange, changed, expected: 'collecting', reason: `added by ${actor}`, reply, checks, warnings },
    deadline,
  );
}

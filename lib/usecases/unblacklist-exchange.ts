import type { Call } from '../call.ts';
import { AppError } from '../errors.ts';
import { BUDGET_MS } from '../resilience.ts';
import type { Reply } from '../respond.ts';
import type { MutationReply } from '../schemas/ccxt-service.ts';
import { type ChangeDeps, changeAndInvalidate } from './change.ts';
import { blockingFailures, validate } from './checks.ts';
import { followUp } from './follow-up.ts';
import { requireKnown, requireVersions } from './refusals.ts';

/**
 * DELETE blacklist/:exchange.
 *
 * 1. Read the configuration: the id must be known to ccxt.
 * 2. Validate the connection; what it finds is reported, not a reason to refuse.
 * 3. Have the CCXT service take it off the blacklist.
 * 4. Invalidate the caches.
 * 5. Have the collector start the worker again, and wait for its first success.
 */
export async function unblacklistExchange(
  deps: ChangeDeps,
  {
    exchange,
    actor,
    ifMatch,
    deadline,
  }: Pick<Call<'unblacklist-exchange', unknown>, 'exchange' | 'actor' | 'ifMatch' | 'deadline'>,
): Promise<Reply> {
  const before = await deps.ccxt.config({ signal: deadline.step(BUDGET_MS.change) });
  requireKnown(before, exchange);
  requireVersions(before, ifMatch);
  const settings = before.exchanges?.find(({ id }) => id === exchange)?.settings ?? {};
  const checks = await validate(deps.ccxt, exchange, settings, deadline);

  const change = () =>
    remove(deps, exchange, { by: actor, ifMatch, signal: deadline.step(BUDGET_MS.change) });
  const { reply, warnings } = await changeAndInvalidate(deps, change, deadline);
  for (const code of blockingFailures(checks)) warnings.push(`code=${code}`);
  const changed = reply.changed ?? before.config.blacklistedExchanges.includes(exchange);

  return followUp(
    deps,
    {
      exchange,
      changed,
      expected: 'collecting',
      reason: `un-blacklisted by ${actor}`,
      reply,
      checks,
      warnings,
    },
    deadline,
  );
}

/** A service of the older shape may say 500 and have saved the removal: its configuration tells. */
async function remove(
  { ccxt }: ChangeDeps,
  exchange: string,
  options: { by: string; ifMatch: string | undefined; signal: AbortSignal },
): Promise<MutationReply> {
  try {
    return await ccxt.unblacklist(exchange, options);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'UPSTREAM_INVALID') throw error;
    const after = await ccxt.config({ signal: options.signal });
    if (after.config.blacklistedExchanges.includes(exchange)) throw error;
    const { activeExchanges } = after;
    const { blacklistedExchanges } = after.config;
    return { message: `${exchange} is off the blacklist`, blacklistedExchanges, activeExchanges };
  }
}

import type { Call } from '../call.ts';
import { AppError } from '../errors.ts';
import { BUDGET_MS } from '../resilience.ts';
import type { Reply } from '../respond.ts';
import { type BlacklistBody, MAX_BLACKLIST_SECONDS } from '../schemas/requests.ts';
import { type ChangeDeps, changeAndInvalidate } from './change.ts';
import { allSkipped } from './checks.ts';
import { followUp } from './follow-up.ts';
import { requireKnown, requireVersions } from './refusals.ts';

/**
 * POST blacklist/:exchange.
 *
 * 1. Read the configuration: the id must be known to ccxt.
 * 2. Have the CCXT service blacklist it, for good or until an instant.
 * 3. Invalidate the caches.
 * 4. Have the collector stop the worker, and wait until it has; if it cannot be stopped, say so and go on.
 */
export async function blacklistExchange(
  deps: ChangeDeps,
  { exchange, body, actor, ifMatch, deadline }: Call<'blacklist-exchange', BlacklistBody>,
): Promise<Reply> {
  const entry = { reason: body.reason, expiresAt: expiry(body, deps.now()) };
  const before = await deps.ccxt.config({ signal: deadline.step(BUDGET_MS.change) });
  requireKnown(before, exchange);
  requireVersions(before, ifMatch);

  const change = () =>
    deps.ccxt.blacklist(exchange, entry, { by: actor, ifMatch, signal: deadline.step(BUDGET_MS.change) });
  const { reply, warnings } = await changeAndInvalidate(deps, change, deadline);
  if (!before.blacklist && (entry.reason || entry.expiresAt))
    warnings.push('code=BLACKLIST_DETAILS_UNSUPPORTED');
  const changed = reply.changed ?? !before.config.blacklistedExchanges.includes(exchange);

  const checks = allSkipped('NOT_APPLICABLE', 'A blacklisted exchange is not asked anything.');
  return followUp(
    deps,
    { exchange, changed, expected: 'ended', reason: `blacklisted by ${actor}`, reply, checks, warnings },
    deadline,
  );
}

/** When the entry ends, ISO 8601, or `undefined` for never. It must lie in the next 366 days. */
function expiry({ expiresAt, ttlSeconds }: BlacklistBody, now: number): string | undefined {
  if (ttlSeconds !== undefined) return new Date(now + ttlSeconds * 1000).toISOString();
  if (expiresAt === undefined) return undefined;
  const at = Date.parse(expiresAt);
  if (at > now && at <= now + MAX_BLACKLIST_SECONDS * 1000) return new Date(at).toISOString();
  throw new AppError('INVALID_BODY', 'Correct the field expiresAt: it must lie within the next 366 days.');
}

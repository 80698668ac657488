import { AppError, type ErrorCode } from '../errors.ts';
import { startDeadline } from '../request-deadline.ts';
import { BUDGET_MS } from '../resilience.ts';
import type { Reply } from '../respond.ts';
import type { ConfigReply } from '../schemas/ccxt-service.ts';
import type { ChangeDeps } from './change.ts';
import { unblacklistExchange } from './unblacklist-exchange.ts';

/** Time for one entry: that of a mutation, milliseconds. */
const ENTRY_MS = 25_000;

/** Goes around each removal, which gets the dependencies to use. */
export type CarryOutRemoval = (
  exchange: string,
  remove: (deps: ChangeDeps) => Promise<Reply>,
) => Promise<Reply>;

/**
 * The scheduled end of timed blacklist entries.
 *
 * 1. Read the configuration and pick the entries that have expired.
 * 2. Take each off the blacklist as an operator would: validated, invalidated, its worker started.
 * 3. Answer what was removed. An entry that failed stays for the next run, and the job fails once all were tried.
 */
export async function sweepBlacklist(
  deps: ChangeDeps,
  carryOut: CarryOutRemoval = (_, remove) => remove(deps),
): Promise<{ removed: string[] }> {
  const config = () => deps.ccxt.config({ signal: AbortSignal.timeout(BUDGET_MS.change) });
  const removed: string[] = [];
  const failed: { exchange: string; code: ErrorCode }[] = [];
  for (const exchange of expiredIn(await config(), deps.now())) {
    try {
      const current = await config();
      if (!expiredIn(current, deps.now()).includes(exchange)) continue;
      // An entry that an operator renews at this moment must not be lost: only this version of the registry is changed.
      const ifMatch = current.version === undefined ? undefined : `"${current.version}"`;
      const removal = { exchange, actor: 'schedule', ifMatch, deadline: startDeadline(ENTRY_MS) };
      await carryOut(exchange, (using) => unblacklistExchange(using, removal));
      removed.push(exchange);
    } catch (error) {
      // The registry changed in between, perhaps just this entry: the next run looks again.
      if (error instanceof AppError && error.code === 'PRECONDITION_FAILED') continue;
      failed.push({ exchange, code: error instanceof AppError ? error.code : 'INTERNAL' });
    }
  }
  if (failed.length === 0) return { removed };
  throw new AppError(
    'UPSTREAM_INVALID',
    'Some expired blacklist entries could not be removed; the next run tries again.',
    {
      details: { removed, failed },
    },
  );
}

function expiredIn({ blacklist = [] }: ConfigReply, now: number): string[] {
  return blacklist
    .filter(({ expiresAt }) => expiresAt && Date.parse(expiresAt) <= now)
    .map(({ exchange }) => exchange);
}

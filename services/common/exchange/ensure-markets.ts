import type { Exchange, MarketInterface } from 'ccxt';
import { untilAborted } from './deadline.ts';
import { checkMarkets } from './response-guards.ts';

/**
 * The exchange's markets, loaded if they are not yet, or anew with `reload`; markets it already has survive a
 * reload that fails. `setMarkets` parses synchronously (0.1 s per 3,000 markets).
 *
 * ccxt remembers a failed load for good, waits on a hung one for ever, and takes an empty reply for its markets;
 * so a load is always a reload (concurrent ones share a flight), and what a failed one leaves behind is undone.
 */
export async function ensureMarkets(
  exchange: Exchange,
  signal: AbortSignal,
  { reload = false } = {},
): Promise<Record<string, MarketInterface>> {
  const before = exchange.markets;
  if (!reload && hasMarkets(before)) return before;
  const work = exchange.loadMarkets(true);
  const flight = exchange.marketsLoading;
  try {
    return checkMarkets(await untilAborted(work, signal));
  } catch (error) {
    if (exchange.marketsLoading === flight) forget(exchange);
    if (!hasMarkets(exchange.markets)) restore(exchange, before);
    throw error;
  }
}

function hasMarkets(
  markets: Record<string, MarketInterface> | undefined,
): markets is Record<string, MarketInterface> {
  // asked before every poll: not by a list of thousands of names
  for (const _ in markets) return true;
  return false;
}

function restore(exchange: Exchange, before: Record<string, MarketInterface> | undefined): void {
  if (hasMarkets(before)) exchange.setMarkets(before);
  else Object.assign(exchange, { markets: undefined });
}

function forget(exchange: Exchange): void {
  Object.assign(exchange, { marketsLoading: undefined, reloadingMarkets: false });
}

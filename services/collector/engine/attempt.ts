import type { Exchange } from 'ccxt';
import { isBulkheadRejectedError } from 'cockatiel';
import type { Logger } from 'pino';
import { withDeadline } from '#services/common/exchange/deadline.ts';
import { probeOf } from '#services/common/exchange/probe.ts';
import type { MarketsNotLoadedError } from '../markets/markets-loader.ts';
import type { SharedMarkets } from '../markets/shared-markets.ts';
import type { PollResult } from '../poll/market-data.ts';
import { pollExchange } from '../poll/poll-exchange.ts';
import type { Plan } from '../registry/plan.ts';
import type { MarketWriter } from '../store/market-writer.ts';
import type { Turn, Turns } from '../store/turns.ts';
import { type HeldTurn, TurnLapsedError } from './held-turn.ts';
import { type InstanceParts, type Outcome, onInstance } from './on-instance.ts';
import { recordFailure } from './record-failure.ts';

/** One attempt, all its requests together; each of them has its own timeout. */
const DEADLINE_MS = 20_000;
/** The first one also loads the exchange's markets. */
const FIRST_DEADLINE_MS = 30_000;
const PROBE_DEADLINE_MS = 5_000;
/** A worker that was restarted gets new markets, unless some node has loaded them shortly before. */
const MARKETS_YOUNG_MS = 60_000;
/** Others get new ones so often: symbols come and go. */
const MARKETS_OLD_MS = 6 * 3_600_000;

export interface AttemptParts extends InstanceParts {
  turns: Turns;
  writer: MarketWriter;
  markets: SharedMarkets;
  log: Logger;
}

export interface Polled {
  polled: PollResult;
  marketsAreOld: boolean;
}

/** `again`: it brought nothing, for no reason of the exchange's. */
export type AttemptEnd = 'over' | 'again';

/**
 * One attempt, whose turn is held:
 * 1. poll, with a hard deadline and only while the turn holds; what is quarantined is probed before
 * 2. see that nothing of it is still under way
 * 3. write the result or the failure, which ends the turn; without a turn to write in, or while too many others load
 *    their markets, give it back
 * 4. where markets are old, get new ones before the turn ends: after the write, so that no data waits for them
 */
export async function runAttempt(
  parts: AttemptParts,
  plan: Plan,
  turn: Turn,
  held: HeldTurn,
): Promise<AttemptEnd> {
  const { turns, writer, log } = parts;
  const startedAt = performance.now();
  const outcome = await poll(parts, plan, turn, held);
  const waits = 'error' in outcome && isBulkheadRejectedError(outcome.error);
  if (held.signal.aborted || waits) {
    const why = waits ? 'other markets are loaded first' : String(held.signal.reason?.message);
    log.info({ exchange: plan.exchange, why }, 'attempt ended early');
    await turns.release(turn);
    return waits || held.signal.reason instanceof TurnLapsedError ? 'again' : 'over';
  }
  if ('error' in outcome) {
    await recordFailure(parts, plan, turn, outcome.error);
    return 'over';
  }
  const { polled, marketsAreOld } = outcome.result;
  const timing = { latencyMs: Math.round(performance.now() - startedAt), staleAfterMs: plan.staleAfterMs };
  const written = await writer.commit(turn, polled, timing, marketsAreOld ? 'keep-turn' : undefined);
  if (!written) log.warn({ exchange: plan.exchange, token: turn.token }, 'late write refused');
  if (!written || !marketsAreOld) return 'over';
  const banned = await renewMarkets(parts, plan, turn, held);
  if (banned) await recordFailure(parts, plan, turn, banned);
  else await turns.release(turn);
  return 'over';
}

/** One poll, all of it over or its instance given up when this resolves. */
export function poll(parts: AttemptParts, plan: Plan, turn: Turn, held: HeldTurn): Promise<Outcome<Polled>> {
  const deadlineMs = (exchange: Exchange) => (exchange.markets ? DEADLINE_MS : FIRST_DEADLINE_MS);
  return onInstance(parts, plan, turn, held, deadlineMs, (exchange, signal) =>
    cycle(parts, exchange, plan, turn, signal),
  );
}

/**
 * New markets for the polls that follow, where they are old. What it has serves when they cannot be had; only that the
 * exchange wants to be left alone is given, which the attempt has to end with.
 */
export async function renewMarkets(
  parts: AttemptParts,
  plan: Plan,
  turn: Turn,
  held: HeldTurn,
): Promise<MarketsNotLoadedError | undefined> {
  const renewed = await onInstance(
    parts,
    plan,
    turn,
    held,
    () => DEADLINE_MS,
    (exchange, signal) => parts.markets.renew(exchange, plan.exchange, marketsAtMostAgeMs(turn), signal),
  );
  return 'result' in renewed ? renewed.result : undefined;
}

/** An exchange that is quarantined is asked for little first, and for the rest only when it answers that. */
async function cycle(
  { markets }: AttemptParts,
  exchange: Exchange,
  plan: Plan,
  turn: Turn,
  signal: AbortSignal,
): Promise<Polled> {
  if (turn.probeFirst) {
    await withDeadline(PROBE_DEADLINE_MS, (probing) => probeOf(exchange).ask(exchange, probing), signal);
  }
  await markets.provide(exchange, plan.exchange, signal);
  const atMostAgeMs = marketsAtMostAgeMs(turn);
  // those it has may be why it failed
  if (turn.failures > 0 && markets.areOld(exchange, atMostAgeMs)) {
    const banned = await markets.renew(exchange, plan.exchange, atMostAgeMs, signal);
    if (banned) throw banned;
  }
  const polled = await pollExchange(exchange, plan.symbols, signal);
  return { polled, marketsAreOld: markets.areOld(exchange, atMostAgeMs) };
}

function marketsAtMostAgeMs({ restartedMsAgo }: Turn): number {
  return Math.min(restartedMsAgo + MARKETS_YOUNG_MS, MARKETS_OLD_MS);
}

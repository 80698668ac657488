import type { Exchange } from 'ccxt';
import { isBulkheadRejectedError } from 'cockatiel';
import type { Logger } from 'pino';
import { DeadlineError, withDeadline } from '#services/common/exchange/deadline.ts';
import { classifyFailure } from '#services/common/exchange/failure.ts';
import { probeOf } from '#services/common/exchange/probe.ts';
import { MarketsNotLoadedError } from '../markets/markets-loader.ts';
import type { SharedMarkets } from '../markets/shared-markets.ts';
import type { ExchangePool, PooledExchange } from '../poll/exchange-pool.ts';
import type { PollResult } from '../poll/market-data.ts';
import { pollExchange } from '../poll/poll-exchange.ts';
import type { Plan } from '../registry/plan.ts';
import { nextAttempt } from '../state/retry-policy.ts';
import type { MarketWriter } from '../store/market-writer.ts';
import type { RateLimiter } from '../store/rate-limiter.ts';
import type { Turn, Turns } from '../store/turns.ts';
import type { HeldTurn } from './held-turn.ts';

/** One attempt, all its requests together; each of them has its own timeout. */
const DEADLINE_MS = 20_000;
/** The first one also loads the exchange's markets. */
const FIRST_DEADLINE_MS = 30_000;
const PROBE_DEADLINE_MS = 5_000;
/** A worker that is restarted gets new markets, unless some node has loaded them shortly before. */
const MARKETS_YOUNG_MS = 60_000;
/** Others get new ones so often: symbols come and go. */
const MARKETS_OLD_MS = 6 * 3_600_000;
/** How long an aborted attempt may take to end before its ccxt instance is given up. */
const END_WITHIN_MS = 1_000;

export interface AttemptParts {
  turns: Turns;
  writer: MarketWriter;
  limiter: RateLimiter;
  pool: ExchangePool;
  markets: SharedMarkets;
  log: Logger;
}

/**
 * One attempt, whose turn is held:
 * 1. poll, with a hard deadline and only while the turn holds; what is quarantined is probed before
 * 2. see that nothing of it is still under way
 * 3. write the result or the failure, which ends the turn; without a turn to write in, or while too many others load
 *    their markets, give it back
 */
export async function runAttempt(parts: AttemptParts, plan: Plan, turn: Turn, held: HeldTurn): Promise<void> {
  const { turns, writer, log } = parts;
  const startedAt = performance.now();
  const outcome = await poll(parts, plan, turn, held);
  const waits = 'error' in outcome && isBulkheadRejectedError(outcome.error);
  if (held.signal.aborted || waits) {
    const why = waits ? 'other markets are loaded first' : String(held.signal.reason?.message);
    log.info({ exchange: plan.exchange, why }, 'attempt ended early');
    await turns.release(turn);
    return;
  }
  const written =
    'result' in outcome
      ? await writer.commit(turn, outcome.result, {
          latencyMs: Math.round(performance.now() - startedAt),
          staleAfterMs: plan.staleAfterMs,
        })
      : await fail(parts, plan, turn, outcome.error);
  if (!written) log.warn({ exchange: plan.exchange, token: turn.token }, 'late write refused');
}

/** One poll, all of it over or its instance given up when this resolves. */
export async function poll(
  parts: AttemptParts,
  plan: Plan,
  turn: Turn,
  held: HeldTurn,
): Promise<{ result: PollResult } | { error: unknown }> {
  let work: Promise<PollResult> | undefined;
  let instance: PooledExchange | undefined;
  try {
    instance = await parts.pool.take(plan.exchange, turn.restarts);
    const { exchange, use } = instance;
    const msPerWeight = plan.rateLimitMs ?? Number(exchange.rateLimit);
    const deadlineMs = exchange.markets ? DEADLINE_MS : FIRST_DEADLINE_MS;
    const run = (signal: AbortSignal) => {
      const reserve = (weight: number) => parts.limiter.reserve(plan.exchange, weight, msPerWeight);
      use({ signal, check: held.check, reserve });
      work = cycle(parts, exchange, plan, turn, signal);
      return work;
    };
    return { result: await withDeadline(deadlineMs, run, held.signal) };
  } catch (error) {
    return { error };
  } finally {
    instance?.use(undefined);
    if (!work || (await endsWithin(END_WITHIN_MS, work))) instance?.giveBack();
  }
}

/** An exchange that is quarantined is asked for little first, and for the rest only when it answers that. */
async function cycle(
  { markets }: AttemptParts,
  exchange: Exchange,
  plan: Plan,
  turn: Turn,
  signal: AbortSignal,
): Promise<PollResult> {
  if (turn.probeFirst) {
    await withDeadline(PROBE_DEADLINE_MS, (probing) => probeOf(exchange).ask(exchange, probing), signal);
  }
  const atMostAgeMs = Math.min(turn.restartedMsAgo + MARKETS_YOUNG_MS, MARKETS_OLD_MS);
  await markets.provide(exchange, plan.exchange, atMostAgeMs, signal);
  return pollExchange(exchange, plan.symbols, signal);
}

/** Whether `work` settles in time, either way. */
async function endsWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  const settled = work.then(
    () => true,
    () => true,
  );
  return withDeadline(ms, () => settled).catch((error) => {
    if (error instanceof DeadlineError) return false;
    throw error;
  });
}

/** Writes the failure, which ends the turn. False: refused. */
export function fail(
  { writer, log }: AttemptParts,
  plan: Plan,
  turn: Turn,
  error: unknown,
): Promise<boolean> {
  const found = error instanceof MarketsNotLoadedError ? error.failure : classifyFailure(error);
  const { retryAfterMs, ...failure } = found;
  const next = nextAttempt(
    { ...failure, retryAfterMs },
    { failures: turn.failures + 1, intervalMs: plan.effectiveIntervalMs, random: Math.random },
  );
  log.info({ exchange: turn.exchange, failure, retryAfterMs, next }, 'attempt failed');
  return writer.fail(turn, failure, retryAfterMs ?? 0, next);
}

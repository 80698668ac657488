import type { Exchange } from 'ccxt';
import type { Logger } from 'pino';
import { DeadlineError, withDeadline } from '#services/common/exchange/deadline.ts';
import { classifyFailure } from '#services/common/exchange/failure.ts';
import { probeOf } from '#services/common/exchange/probe.ts';
import type { ExchangePool } from '../poll/exchange-pool.ts';
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
/** How long an aborted attempt may take to end before its ccxt instance is given up. */
const END_WITHIN_MS = 1_000;

export interface AttemptParts {
  turns: Turns;
  writer: MarketWriter;
  limiter: RateLimiter;
  pool: ExchangePool;
  log: Logger;
}

/**
 * One attempt, whose turn is held:
 * 1. poll, with a hard deadline and only while the turn holds; what is quarantined is probed before
 * 2. see that nothing of it is still under way
 * 3. write the result or the failure, which ends the turn; without a turn to write in, give it back
 */
export async function runAttempt(parts: AttemptParts, plan: Plan, turn: Turn, held: HeldTurn): Promise<void> {
  const { turns, writer, log } = parts;
  const startedAt = performance.now();
  const outcome = await poll(parts, plan, turn, held);
  if (held.signal.aborted) {
    log.info({ exchange: plan.exchange, why: String(held.signal.reason?.message) }, 'attempt ended early');
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

async function poll(
  { pool, limiter }: AttemptParts,
  plan: Plan,
  turn: Turn,
  held: HeldTurn,
): Promise<{ result: PollResult } | { error: unknown }> {
  let work: Promise<PollResult> | undefined;
  let letGo = () => {};
  try {
    const { exchange, use } = await pool.get(plan.exchange, turn.restarts);
    letGo = () => use(undefined);
    const msPerWeight = plan.rateLimitMs ?? Number(exchange.rateLimit);
    const deadlineMs = exchange.markets ? DEADLINE_MS : FIRST_DEADLINE_MS;
    const run = (signal: AbortSignal) => {
      const reserve = (weight: number) => limiter.reserve(plan.exchange, weight, msPerWeight);
      use({ signal, check: held.check, reserve });
      work = cycle(exchange, plan, turn, signal);
      return work;
    };
    return { result: await withDeadline(deadlineMs, run, held.signal) };
  } catch (error) {
    if (work && !(await endsWithin(END_WITHIN_MS, work))) pool.drop(plan.exchange);
    return { error };
  } finally {
    letGo();
  }
}

/** An exchange that is quarantined is asked for little first, and for the rest only when it answers that. */
async function cycle(exchange: Exchange, plan: Plan, turn: Turn, signal: AbortSignal): Promise<PollResult> {
  if (turn.probeFirst) {
    await withDeadline(PROBE_DEADLINE_MS, (probing) => probeOf(exchange).ask(exchange, probing), signal);
  }
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

function fail({ writer, log }: AttemptParts, plan: Plan, turn: Turn, error: unknown): Promise<boolean> {
  const { retryAfterMs, ...failure } = classifyFailure(error);
  const next = nextAttempt(
    { ...failure, retryAfterMs },
    { failures: turn.failures + 1, intervalMs: plan.effectiveIntervalMs, random: Math.random },
  );
  log.info({ exchange: turn.exchange, failure, retryAfterMs, next }, 'attempt failed');
  return writer.fail(turn, failure, retryAfterMs ?? 0, next);
}

import type { Exchange } from 'ccxt';
import { DeadlineError, withDeadline } from '#services/common/exchange/deadline.ts';
import type { ExchangePool, PooledExchange } from '../poll/exchange-pool.ts';
import type { Plan } from '../registry/plan.ts';
import type { RateLimiter } from '../store/rate-limiter.ts';
import type { Turn } from '../store/turns.ts';
import type { HeldTurn } from './held-turn.ts';

/** How long work that was aborted may take to end before its ccxt instance is given up. */
const END_WITHIN_MS = 1_000;

export interface InstanceParts {
  limiter: RateLimiter;
  pool: ExchangePool;
}

export type Outcome<T> = { result: T } | { error: unknown };

/**
 * Does `work` with the worker's ccxt instance: within a deadline, every request under turn and rate limit. All of it is
 * over, or its instance given up, when this resolves.
 */
export async function onInstance<T>(
  { pool, limiter }: InstanceParts,
  plan: Plan,
  turn: Turn,
  held: HeldTurn,
  deadlineMs: (exchange: Exchange) => number,
  work: (exchange: Exchange, signal: AbortSignal) => Promise<T>,
): Promise<Outcome<T>> {
  let working: Promise<T> | undefined;
  let instance: PooledExchange | undefined;
  try {
    instance = await pool.take(plan.exchange, turn.restarts);
    const { exchange, use } = instance;
    const msPerWeight = plan.rateLimitMs ?? Number(exchange.rateLimit);
    const reserve = (weight: number) => limiter.reserve(plan.exchange, weight, msPerWeight);
    const run = (signal: AbortSignal) => {
      use({ signal, check: held.check, reserve });
      working = work(exchange, signal);
      return working;
    };
    return { result: await withDeadline(deadlineMs(exchange), run, held.signal) };
  } catch (error) {
    return { error };
  } finally {
    instance?.use(undefined);
    if (!working || (await endsWithin(END_WITHIN_MS, working))) instance?.giveBack();
  }
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

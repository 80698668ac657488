import type { Logger } from 'pino';
import { classifyFailure } from '#services/common/exchange/failure.ts';
import { MarketsNotLoadedError } from '../markets/markets-loader.ts';
import type { Plan } from '../registry/plan.ts';
import { nextAttempt } from '../state/retry-policy.ts';
import type { MarketWriter } from '../store/market-writer.ts';
import type { Turn } from '../store/turns.ts';

/** Writes why an attempt failed and when the next one may begin, which ends the turn. */
export async function recordFailure(
  { writer, log }: { writer: MarketWriter; log: Logger },
  plan: Plan,
  turn: Turn,
  error: unknown,
): Promise<void> {
  const found = error instanceof MarketsNotLoadedError ? error.failure : classifyFailure(error);
  const { retryAfterMs, ...failure } = found;
  const next = nextAttempt(
    { ...failure, retryAfterMs },
    { failures: turn.failures + 1, intervalMs: plan.effectiveIntervalMs, random: Math.random },
  );
  log.info({ exchange: turn.exchange, failure, retryAfterMs, next }, 'attempt failed');
  const written = await writer.fail(turn, failure, retryAfterMs ?? 0, next);
  if (!written) log.warn({ exchange: turn.exchange, token: turn.token }, 'late write refused');
}

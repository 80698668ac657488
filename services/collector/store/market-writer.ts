import type { Redis } from 'ioredis';
import { marketKeys } from '#lib/redis-keys.ts';
import type { PollResult } from '../poll/market-data.ts';
import type { NextAttempt } from '../state/retry-policy.ts';
import type { RecordedError } from '../state/worker-facts.ts';
import { runScript } from './script.ts';
import { COMMIT, FAIL } from './status-scripts.ts';
import type { Turn } from './turns.ts';

/** How an attempt that goes on after it wrote got what it wrote. */
export type StreamMode = 'stream' | 'poll';

/** Writes what attempts brought. Both end the turn, and both are refused (false) to any but the latest token. */
export interface MarketWriter {
  /** With a mode, or `keep-turn` of an attempt that polls, the turn is kept. */
  commit(
    turn: Turn,
    result: PollResult,
    timing: { latencyMs: number; staleAfterMs: number },
    mode?: StreamMode | 'keep-turn',
  ): Promise<boolean>;
  fail(turn: Turn, error: RecordedError, retryAfterMs: number, next: NextAttempt): Promise<boolean>;
}

export function marketWriter(redis: Redis): MarketWriter {
  return {
    async commit(turn, result, { latencyMs, staleAfterMs }, mode) {
      const { fence, status, tickers, books, stream } = marketKeys(turn.exchange);
      const reply = await runScript(
        redis,
        COMMIT,
        [fence, status, tickers, books, stream],
        [
          turn.token,
          turn.generation,
          latencyMs,
          staleAfterMs,
          result.omission ? JSON.stringify(result.omission) : '',
          JSON.stringify(result.symbols),
          JSON.stringify(result.quotes),
          result.tickers.length,
          mode ?? '',
          ...result.tickers.flat(),
          ...result.books.flat(),
        ],
      );
      return reply === 1;
    },
    async fail(turn, error, retryAfterMs, { delayMs, quarantined }) {
      const { fence, status } = marketKeys(turn.exchange);
      const args = [turn.token, JSON.stringify(error), retryAfterMs, delayMs, quarantined ? 1 : 0];
      return (await runScript(redis, FAIL, [fence, status], args)) === 1;
    },
  };
}

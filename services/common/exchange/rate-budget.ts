/** The part of an exchange's rate limit that polling may use; the rest is for checks and retries. */
const SHARE = 0.8;

/** Order books polled of an exchange whose settings name no symbols. */
export const DEFAULT_SYMBOLS = 3;

export interface RateBudgetInput {
  /** ccxt's milliseconds between requests, as configured and as the exchange's own default. */
  rateLimitMs: number;
  nativeRateLimitMs: number;
  enableRateLimit: boolean;
  /** Order books polled per cycle, besides one call for all tickers. */
  symbols: number;
  /** The interval that was asked for. */
  intervalMs: number;
  /** ccxt's weight of one request. */
  cost?: number;
}

export interface RateBudget {
  passed: boolean;
  /** The shortest interval that stays within the budget. */
  minIntervalMs: number;
  /** For people; says what to change. */
  message: string;
}

/** One cycle is (1 + symbols) requests; it may use 80 % of the interval's allowance. */
export function rateBudget(input: RateBudgetInput): RateBudget {
  const { rateLimitMs, nativeRateLimitMs, symbols, intervalMs, cost = 1 } = input;
  const minIntervalMs = minInterval({ rateLimitMs, symbols, cost });
  const requestMs = Number((rateLimitMs * cost).toFixed(2));
  const outcome = (passed: boolean, message: string): RateBudget => ({ passed, minIntervalMs, message });

  if (!input.enableRateLimit)
    return outcome(false, 'ccxt does not keep to the rate limit: set enableRateLimit');
  if (!(rateLimitMs > 0) || rateLimitMs < nativeRateLimitMs) {
    return outcome(false, `${rateLimitMs} ms between requests is below the native ${nativeRateLimitMs} ms`);
  }
  if (intervalMs < minIntervalMs) {
    return outcome(
      false,
      `${1 + symbols} requests of ${requestMs} ms each do not fit ${intervalMs} ms: ` +
        `poll every ${minIntervalMs} ms or more, or fewer symbols`,
    );
  }
  return outcome(true, `${1 + symbols} requests of ${requestMs} ms each fit ${intervalMs} ms`);
}

/** The shortest poll interval, in milliseconds, that leaves a fifth of the rate limit unused. */
export function minInterval(input: { rateLimitMs: number; symbols: number; cost?: number }): number {
  return Math.ceil(((1 + input.symbols) * input.rateLimitMs * (input.cost ?? 1)) / SHARE);
}

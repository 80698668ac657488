/** The part of an exchange's rate limit that polling may use; the rest is for checks and retries. */
const SHARE = 0.8;

/** Order books polled of an exchange whose settings name no symbols. */
export const DEFAULT_SYMBOLS = 3;

/** ccxt's weights: a request takes its cost times the rate limit. They differ widely, binance's tickers weigh 16. */
export interface RequestCosts {
  /** `fetchTickers` of the whole exchange. */
  tickers: number;
  /** One order book. */
  book: number;
}
const PLAIN: RequestCosts = { tickers: 1, book: 1 };

/** One poll: all tickers, and an order book per symbol. */
export interface Cycle {
  /** ccxt's milliseconds between requests of cost 1. */
  rateLimitMs: number;
  symbols: number;
  /** From the catalog; 1 each when not known. */
  costs?: RequestCosts | undefined;
}

export interface RateBudgetInput extends Cycle {
  /** The exchange's own default of `rateLimitMs`. */
  nativeRateLimitMs: number;
  enableRateLimit: boolean;
  /** The interval that was asked for. */
  intervalMs: number;
}

export interface RateBudget {
  passed: boolean;
  /** For people; says what to change. */
  message: string;
}

/** Whether polling every `intervalMs` leaves a fifth of what the exchange allows. */
export function rateBudget(input: RateBudgetInput): RateBudget {
  const { rateLimitMs, nativeRateLimitMs, symbols, intervalMs } = input;
  if (!input.enableRateLimit) {
    return { passed: false, message: 'ccxt does not keep to the rate limit: set enableRateLimit' };
  }
  if (!(rateLimitMs > 0) || rateLimitMs < nativeRateLimitMs) {
    const message = `${rateLimitMs} ms between requests is below the native ${nativeRateLimitMs} ms`;
    return { passed: false, message };
  }
  const cycle = `tickers and ${symbols} order books take ${Math.ceil(cycleMs(input))} ms of the rate limit`;
  if (intervalMs >= minInterval(input)) return { passed: true, message: `${cycle}, every ${intervalMs} ms` };
  const advice = `poll every ${minInterval(input)} ms or more, or fewer symbols`;
  return { passed: false, message: `${cycle}, too much for every ${intervalMs} ms: ${advice}` };
}

/** The shortest poll interval, in milliseconds, that leaves a fifth of the rate limit unused. */
export function minInterval(cycle: Cycle): number {
  return Math.ceil(Number((cycleMs(cycle) / SHARE).toFixed(6)));
}

function cycleMs({ rateLimitMs, symbols, costs = PLAIN }: Cycle): number {
  return (costs.tickers + symbols * costs.book) * rateLimitMs;
}

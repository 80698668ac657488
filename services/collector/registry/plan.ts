import { readCatalog } from '#services/common/exchange/catalog.ts';
import { DEFAULT_SYMBOLS, minInterval } from '#services/common/exchange/rate-budget.ts';
import type { ActiveExchange } from './known-set.ts';

/** How one exchange is polled. Durations in milliseconds. */
export interface Plan {
  exchange: string;
  intervalMs: number;
  /** The interval, or what the exchange's rate limit allows if that is longer. */
  effectiveIntervalMs: number;
  staleAfterMs: number;
  /** Order books that an operator chose; `null`: a few that the exchange has. */
  symbols: string[] | null;
  /** ccxt's milliseconds between requests. */
  rateLimitMs: number | null;
}

const MIN_INTERVAL_MS = 500;
const MAX_INTERVAL_MS = 3_600_000;

export function planOf(exchange: string, settings: ActiveExchange, defaultIntervalMs: number): Plan {
  const asked = settings.pollIntervalMs ?? defaultIntervalMs;
  const intervalMs = Math.min(Math.max(Math.round(asked), MIN_INTERVAL_MS), MAX_INTERVAL_MS);
  const known = readCatalog().get(exchange);
  const rateLimitMs = settings.rateLimitMs ?? known?.rateLimit ?? null;
  const symbols = settings.symbols?.length ?? DEFAULT_SYMBOLS;
  const allowed = rateLimitMs === null ? 0 : minInterval({ rateLimitMs, symbols, costs: known?.costs });
  const effectiveIntervalMs = Math.max(intervalMs, allowed);
  return {
    exchange,
    intervalMs,
    effectiveIntervalMs,
    staleAfterMs: Math.max(3 * effectiveIntervalMs, 3_000),
    symbols: settings.symbols,
    rateLimitMs,
  };
}

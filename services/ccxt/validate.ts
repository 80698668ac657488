import type { Check, Connectivity } from '#lib/domain/connectivity.ts';
import type { ExchangeSettings } from '#lib/schemas/requests.ts';
import { missingCapabilities } from '#services/common/exchange/capability.ts';
import type { CatalogEntry } from '#services/common/exchange/catalog.ts';
import { DEFAULT_SYMBOLS, minInterval, rateBudget } from '#services/common/exchange/rate-budget.ts';
import type { Limits } from './exchanges/tasks.ts';

/** Whether ccxt can do for this exchange what collecting needs; known without asking the exchange. */
function checkCapability(entry: CatalogEntry): Check {
  const missing = missingCapabilities(entry);
  if (missing.length === 0) return { status: 'passed', latencyMs: 0 };
  return {
    status: 'failed',
    latencyMs: 0,
    code: 'CAPABILITY_MISSING',
    message: `ccxt has no ${missing.join(' and no ')} of ${entry.id}: choose another exchange`,
  };
}

/**
 * Whether polling with these settings stays within the exchange's rate limit. Only an interval that was asked for
 * can be too short: the default one is widened to what the limit allows.
 */
function checkRateLimit(
  entry: CatalogEntry,
  settings: ExchangeSettings,
  defaultIntervalMs: number,
  limits: Limits = { rateLimitMs: entry.rateLimit, enableRateLimit: true },
): Check {
  const cycle = {
    rateLimitMs: limits.rateLimitMs,
    symbols: settings.symbols?.length ?? DEFAULT_SYMBOLS,
    costs: entry.costs,
  };
  const { passed, message } = rateBudget({
    ...cycle,
    enableRateLimit: limits.enableRateLimit,
    nativeRateLimitMs: entry.rateLimit,
    intervalMs: settings.pollIntervalMs ?? Math.max(defaultIntervalMs, minInterval(cycle)),
  });
  if (passed) return { status: 'passed', latencyMs: 0, message };
  return { status: 'failed', latencyMs: 0, code: 'RATE_LIMIT_INVALID', message };
}

/** The checks that decide whether an exchange may be added. */
type StaticChecks = Pick<Connectivity, 'capability' | 'rateLimit'>;

export function staticChecks(
  entry: CatalogEntry,
  settings: ExchangeSettings,
  defaultIntervalMs: number,
  limits?: Limits,
): StaticChecks {
  return {
    capability: checkCapability(entry),
    rateLimit: checkRateLimit(entry, settings, defaultIntervalMs, limits),
  };
}

import type { Call } from '#lib/call.ts';
import type { WorkerReport } from '#lib/domain/worker.ts';
import type { CcxtService, Collector } from '#lib/ports.ts';
import { startDeadline } from '#lib/request-deadline.ts';
import type { RouteName } from '#lib/routes.ts';
import type { ConfigReply } from '#lib/schemas/ccxt-service.ts';
import type { ChangeDeps } from '#lib/usecases/change.ts';

/** An object of type T with the given members; any other member throws when it is used. */
export function only<T extends object>(name: string, members: Partial<T>): T {
  return new Proxy(members as T, {
    get(target, key) {
      if (key in target) return Reflect.get(target, key);
      throw new Error(`${name}.${String(key)} was not expected to be used`);
    },
  });
}

/** A configuration as our CCXT service sends it, with what a test wants to differ. */
export function config(overrides: Partial<ConfigReply> = {}): ConfigReply {
  return {
    config: { blacklistedExchanges: [] },
    activeExchanges: ['binance', 'kraken'],
    availableExchanges: ['binance', 'bitstamp', 'kraken'],
    exchanges: [],
    blacklist: [],
    version: 7,
    ...overrides,
  };
}

/** A configuration as a service of the older shape sends it. */
export function olderConfig(overrides: Partial<ConfigReply> = {}): ConfigReply {
  const { exchanges: _, blacklist: __, version: ___, ...older } = config(overrides);
  return older;
}

export function worker(overrides: Partial<WorkerReport> = {}): WorkerReport {
  return {
    exchange: 'kraken',
    workerId: 'kraken-5',
    instanceId: 'node-a',
    generation: 5,
    desiredState: 'running',
    state: 'running',
    stateReason: { code: 'OK', message: 'collecting' },
    since: '2026-01-01T00:00:00.000Z',
    startedAt: '2026-01-01T00:00:00.000Z',
    lastAttemptAt: '2026-01-01T00:00:01.000Z',
    lastSuccessAt: '2026-01-01T00:00:01.000Z',
    dataAgeMs: 100,
    staleAfterMs: 3_000,
    nextRunAt: null,
    intervalMs: 1_000,
    effectiveIntervalMs: 1_000,
    symbols: [],
    cycles: { ok: 1, failed: 0 },
    latencyMs: { p50: 1, p95: 1 },
    consecutiveErrors: 0,
    lastError: null,
    restarts: { count: 0, lastAt: null, reason: null, outcome: null },
    recovery: { retryAt: null, quarantinedSince: null },
    rateLimit: {
      limitMs: null,
      requests: 1,
      usedWeight: 1,
      allowedWeight: null,
      windowMs: 60_000,
      bannedUntil: null,
    },
    ...overrides,
  };
}

/** The dependencies of a mutation, and a record of the order in which they were used. Time passes in pauses only. */
export function changeDeps(ccxt: Partial<CcxtService>, collector: Partial<Collector>) {
  const steps: string[] = [];
  const time = { now: Date.parse('2026-01-01T00:00:10.000Z') };
  const recorded = <T extends object>(name: string, members: Partial<T>): T => {
    const entries = Object.entries(members as Record<string, (...args: unknown[]) => unknown>);
    const wrapped = entries.map(([key, member]) => [
      key,
      (...args: unknown[]) => {
        steps.push(`${name}.${key}`);
        return member(...args);
      },
    ]);
    return only<T>(name, Object.fromEntries(wrapped));
  };
  const deps: ChangeDeps = {
    ccxt: recorded<CcxtService>('ccxt', ccxt),
    collector: recorded<Collector>('collector', collector),
    cache: recorded<ChangeDeps['cache']>('cache', { invalidate: async () => ({ status: 'deleted' }) }),
    pause: (ms) => {
      time.now += ms;
      return new Promise((resolve) => setImmediate(resolve)); // timers of deadlines must get their turn
    },
    now: () => time.now,
    count: (name) => steps.push(`count.${name}`),
  };
  return { deps, steps };
}

/** A call to a use case; `limitMs` 0 is a call whose time is up. */
export function callOf<R extends RouteName, B>(
  overrides: Partial<Call<R, B>> & Pick<Call<R, B>, 'exchange' | 'body'>,
  limitMs = 25_000,
): Call<R, B> {
  return { query: {}, acceptsBrotli: false, actor: 'ops', deadline: startDeadline(limitMs), ...overrides };
}

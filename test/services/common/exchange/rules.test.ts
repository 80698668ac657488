import { describe, expect, it } from '@jest/globals';
import { can, missingCapabilities } from '#services/common/exchange/capability.ts';
import { readCatalog } from '#services/common/exchange/catalog.ts';
import { DeadlineError, withDeadline } from '#services/common/exchange/deadline.ts';
import { rateBudget } from '#services/common/exchange/rate-budget.ts';

describe('capabilities', () => {
  it('count only when ccxt says true', () => {
    const has = { fetchTickers: 'emulated', fetchOrderBook: true } as const;
    expect(can({ has }, 'fetchOrderBook')).toBe(true);
    expect(missingCapabilities({ has })).toEqual(['fetchTickers']);
    expect(missingCapabilities({ has: {} })).toEqual(['fetchTickers', 'fetchOrderBook']);
  });

  it('differ among the exchanges of the catalog', () => {
    const fit = [...readCatalog().values()].filter((entry) => missingCapabilities(entry).length === 0);
    expect([fit.length, readCatalog().size]).toEqual([86, 104]);
  });
});

describe('the catalog', () => {
  it.each(['__proto__', 'constructor', 'hasOwnProperty', 'BINANCE', ''])('holds nothing under %j', (id) => {
    expect(readCatalog().get(id)).toBeUndefined();
  });
});

describe('the costs of requests', () => {
  it('are those of ccxt, of each exchange that can be collected from', () => {
    const catalog = readCatalog();
    expect(catalog.get('binance')?.costs).toEqual({ tickers: 16, book: 1 });
    expect(catalog.get('kraken')?.costs).toEqual({ tickers: 1, book: 1.2 });
    for (const entry of catalog.values()) {
      expect([entry.id, entry.costs !== undefined]).toEqual([
        entry.id,
        missingCapabilities(entry).length === 0,
      ]);
    }
  });
});

describe('the rate budget', () => {
  const input = {
    rateLimitMs: 100,
    nativeRateLimitMs: 100,
    enableRateLimit: true,
    symbols: 3,
    intervalMs: 500,
  };
  it.each([
    ['exactly four fifths', {}, true],
    ['a millisecond less', { intervalMs: 499 }, false],
    ['one symbol more', { symbols: 4 }, false],
    ['dearer order books', { costs: { tickers: 1, book: 1.1 } }, false],
    ['dearer tickers', { costs: { tickers: 1.1, book: 1 } }, false],
    ['cheaper order books', { costs: { tickers: 1, book: 0.5 }, intervalMs: 313 }, true],
    ['no limiter', { enableRateLimit: false }, false],
    ['a limit below the native one', { rateLimitMs: 50 }, false],
    ['a limit above the native one', { nativeRateLimitMs: 50 }, true],
    ['no limit', { rateLimitMs: 0, nativeRateLimitMs: 0 }, false],
    ['no number', { rateLimitMs: Number.NaN }, false],
  ])('%s', (_name, other, passed) => {
    expect(rateBudget({ ...input, ...other }).passed).toBe(passed);
  });

  it('says which interval would do', () => {
    expect(rateBudget({ ...input, symbols: 9 }).message).toContain('poll every 1250 ms or more');
    expect(rateBudget({ ...input, symbols: 9, intervalMs: 1_250 }).passed).toBe(true);
  });
});

describe('withDeadline', () => {
  const never = () => new Promise<never>(() => {});

  it('gives what the work gives, or its error', async () => {
    expect(await withDeadline(1_000, async () => 7)).toBe(7);
    await expect(withDeadline(1_000, () => Promise.reject(new Error('own')))).rejects.toThrow('own');
  });

  it('ends work that never ends, and tells it by the signal', async () => {
    let signal: AbortSignal | undefined;
    const late = withDeadline(5, (given) => {
      signal = given;
      return never();
    });
    await expect(late).rejects.toThrow(DeadlineError);
    expect(signal?.aborted).toBe(true);
  });

  it('follows its parent, aborted before or meanwhile', async () => {
    const reason = new Error('the caller has gone');
    await expect(withDeadline(1_000, never, AbortSignal.abort(reason))).rejects.toBe(reason);
    const parent = new AbortController();
    const work = withDeadline(60_000, never, parent.signal);
    parent.abort(reason);
    await expect(work).rejects.toBe(reason);
  });

  it('swallows a rejection that comes too late', async () => {
    const { promise, reject } = Promise.withResolvers<never>();
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    await expect(withDeadline(5, () => promise)).rejects.toThrow(DeadlineError);
    reject(new Error('late'));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});

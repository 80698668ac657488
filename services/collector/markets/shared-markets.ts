import type { Exchange } from 'ccxt';
import { isBulkheadRejectedError } from 'cockatiel';
import type { Redis } from 'ioredis';
import { marketKeys } from '#lib/redis-keys.ts';
import { type MarketsLoader, MarketsNotLoadedError } from './markets-loader.ts';
import { unpackMarkets } from './packed-markets.ts';

/** So long a node that starts takes what another has loaded: longer than they take to grow old. */
const KEPT_MS = 12 * 3_600_000;
/** Newer markets that could not be had are asked for again after this time. */
const AGAIN_AFTER_MS = 60_000;
const ANY_AGE = Number.POSITIVE_INFINITY;

/** The markets of each exchange, loaded once for all nodes. */
export interface SharedMarkets {
  /** Gives `exchange` the markets that a node has loaded, if one has. */
  adopt(exchange: Exchange, id: string): Promise<boolean>;
  /**
   * Gives `exchange` its markets if it has none: those of the instance before it, or what any node has loaded, whatever
   * its age, so that data comes soon. What nobody has loaded, `exchange` loads, each request under the guard that it has
   * at that moment. Rejects with a BulkheadRejectedError when others are loaded first.
   */
  provide(exchange: Exchange, id: string, signal: AbortSignal): Promise<void>;
  /** Whether newer ones than it has are to be had now. */
  areOld(exchange: Exchange, atMostAgeMs: number): boolean;
  /**
   * Gives it newer ones, from another node or loaded as above; those it has serve when they cannot be had. Resolves with
   * the error when the exchange wants to be left alone.
   */
  renew(
    exchange: Exchange,
    id: string,
    atMostAgeMs: number,
    signal: AbortSignal,
  ): Promise<MarketsNotLoadedError | undefined>;
  /** Lets go of the markets of all others. */
  keepOnly(ids: ReadonlySet<string>): void;
}

export function sharedMarkets(redis: Redis, loader: Pick<MarketsLoader, 'load'>): SharedMarkets {
  /** Of the markets that were given, by the monotonic clock. */
  const loadedAt = new WeakMap<Exchange, number>();
  const notBefore = new WeakMap<Exchange, number>();
  /** Of each exchange, the instance of this node that was given markets last. */
  const latest = new Map<string, Exchange>();

  function give(exchange: Exchange, id: string, packed: Uint8Array, ageMs: number): void {
    unpackMarkets(exchange, packed);
    loadedAt.set(exchange, performance.now() - ageMs);
    latest.set(id, exchange);
  }

  function inherit(exchange: Exchange, id: string): boolean {
    const before = latest.get(id);
    if (!before) return false;
    exchange.setMarketsFromExchange(before);
    loadedAt.set(exchange, loadedAt.get(before) ?? 0);
    latest.set(id, exchange);
    return true;
  }

  async function adopt(exchange: Exchange, id: string, atMostAgeMs: number): Promise<boolean> {
    const key = marketKeys(id).markets;
    const ageMs = KEPT_MS - (await redis.pttl(key));
    if (ageMs > atMostAgeMs) return false;
    const packed = await redis.getBuffer(key);
    if (!packed) return false;
    try {
      give(exchange, id, packed, ageMs);
      return true;
    } catch {
      // written by another release, or damaged: loaded and written anew
      return false;
    }
  }

  async function load(
    exchange: Exchange,
    id: string,
    signal: AbortSignal,
    kind: 'first' | 'renewal',
  ): Promise<void> {
    const packed = await loader.load(exchange, id, signal, kind);
    give(exchange, id, packed, 0);
    // others load them themselves if they cannot be kept
    await redis.set(marketKeys(id).markets, Buffer.from(packed), 'PX', KEPT_MS).catch(() => undefined);
  }

  return {
    adopt: (exchange, id) => adopt(exchange, id, ANY_AGE),
    async provide(exchange, id, signal) {
      if (exchange.markets || inherit(exchange, id)) return;
      if (!(await adopt(exchange, id, ANY_AGE))) await load(exchange, id, signal, 'first');
    },
    areOld(exchange, atMostAgeMs) {
      const now = performance.now();
      return now - (loadedAt.get(exchange) ?? now) > atMostAgeMs && now >= (notBefore.get(exchange) ?? 0);
    },
    async renew(exchange, id, atMostAgeMs, signal) {
      if (await adopt(exchange, id, atMostAgeMs)) return undefined;
      try {
        await load(exchange, id, signal, 'renewal');
      } catch (error) {
        // while others are loaded, it is its turn soon
        if (!isBulkheadRejectedError(error)) notBefore.set(exchange, performance.now() + AGAIN_AFTER_MS);
        const banned = error instanceof MarketsNotLoadedError && error.failure.class === 'rate-limit';
        return banned ? error : undefined;
      }
    },
    keepOnly(ids) {
      for (const id of latest.keys()) if (!ids.has(id)) latest.delete(id);
    },
  };
}

import type { Exchange } from 'ccxt';
import { isBulkheadRejectedError } from 'cockatiel';
import type { Redis } from 'ioredis';
import { marketKeys } from '#lib/redis-keys.ts';
import { type MarketsLoader, MarketsNotLoadedError } from './markets-loader.ts';
import { unpackMarkets } from './packed-markets.ts';

/** So long all nodes take what one has loaded; then the next that needs markets loads them anew. */
const KEPT_MS = 3_600_000;
/** Newer markets that could not be had are asked for again after this time. */
const AGAIN_AFTER_MS = 60_000;
const ANY_AGE = Number.POSITIVE_INFINITY;

/** The markets of each exchange, loaded once for all nodes. */
export interface SharedMarkets {
  /** Gives `exchange` the markets that a node has loaded, if one has. */
  adopt(exchange: Exchange, id: string): Promise<boolean>;
  /**
   * Gives `exchange` its markets: first what any node has loaded, so that data comes soon; next time, those that are at
   * most `atMostAgeMs` old. What no node has loaded, `exchange` loads, each request under the guard that it has at that
   * moment. Rejects with a BulkheadRejectedError when others are loaded first and `exchange` has none at all.
   */
  provide(exchange: Exchange, id: string, atMostAgeMs: number, signal: AbortSignal): Promise<void>;
}

export function sharedMarkets(redis: Redis, loader: Pick<MarketsLoader, 'load'>): SharedMarkets {
  /** Of the markets that were given, by the monotonic clock. */
  const loadedAt = new WeakMap<Exchange, number>();
  const notBefore = new WeakMap<Exchange, number>();

  function give(exchange: Exchange, packed: Uint8Array, ageMs: number): void {
    unpackMarkets(exchange, packed);
    loadedAt.set(exchange, performance.now() - ageMs);
  }

  async function adopt(exchange: Exchange, id: string, atMostAgeMs: number): Promise<boolean> {
    const key = marketKeys(id).markets;
    const [packed, lifeMs] = await Promise.all([redis.getBuffer(key), redis.pttl(key)]);
    const ageMs = KEPT_MS - lifeMs;
    if (!packed || ageMs > atMostAgeMs) return false;
    try {
      give(exchange, packed, ageMs);
      return true;
    } catch {
      // written by another release, or damaged: loaded and written anew
      return false;
    }
  }

  async function load(exchange: Exchange, id: string, signal: AbortSignal): Promise<void> {
    const packed = await loader.load(exchange, id, signal);
    give(exchange, packed, 0);
    // others load them themselves if they cannot be kept
    await redis.set(marketKeys(id).markets, Buffer.from(packed), 'PX', KEPT_MS).catch(() => undefined);
  }

  return {
    adopt: (exchange, id) => adopt(exchange, id, ANY_AGE),
    async provide(exchange, id, atMostAgeMs, signal) {
      const has = exchange.markets !== undefined;
      const since = loadedAt.get(exchange) ?? performance.now();
      if (has && performance.now() - since <= atMostAgeMs) return;
      if (performance.now() < (notBefore.get(exchange) ?? 0)) return;
      if (await adopt(exchange, id, has ? atMostAgeMs : ANY_AGE)) return;
      try {
        await load(exchange, id, signal);
      } catch (error) {
        const banned = error instanceof MarketsNotLoadedError && error.failure.class === 'rate-limit';
        if (!has || banned || signal.aborted) throw error;
        // those it has still serve
        if (!isBulkheadRejectedError(error)) notBefore.set(exchange, performance.now() + AGAIN_AFTER_MS);
      }
    },
  };
}

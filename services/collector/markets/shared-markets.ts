import type { Exchange } from 'ccxt';
import type { Redis } from 'ioredis';
import { marketKeys } from '#lib/redis-keys.ts';
import type { TurnGuard } from '../poll/request-guard.ts';
import type { MarketsLoader } from './markets-loader.ts';
import { unpackMarkets } from './packed-markets.ts';

/** A worker that is restarted takes what any node has loaded as recently as this, and loads what is older anew. */
const YOUNG_MS = 300_000;
/** Markets of an exchange that nobody polls any more are forgotten. */
const KEPT_SECONDS = 7 * 24 * 3_600;

/** The markets of an exchange, loaded once for all nodes. `incarnation` rises when they are wanted anew. */
export interface SharedMarkets {
  /** Gives `exchange` its markets: those that another node has loaded, else from the exchange itself under `guard`. */
  provide(exchange: Exchange, id: string, incarnation: number, guard: TurnGuard): Promise<void>;
  /** The incarnation that some node has loaded them for. */
  known(id: string): Promise<number | undefined>;
  /** Gives `exchange` what some node has loaded; whether there was anything. */
  adopt(exchange: Exchange, id: string): Promise<boolean>;
}

export function sharedMarkets(redis: Redis, loader: Pick<MarketsLoader, 'load'>): SharedMarkets {
  async function adopt(exchange: Exchange, id: string, wanted = 0): Promise<boolean> {
    const { markets } = marketKeys(id);
    const [incarnation, packed, loadedAt] = await redis.hmgetBuffer(
      markets,
      'incarnation',
      'packed',
      'loadedAt',
    );
    if (!incarnation || !packed) return false;
    const isYoung = Date.now() - Number(loadedAt?.toString()) < YOUNG_MS;
    if (Number(incarnation.toString()) < wanted && !isYoung) return false;
    try {
      unpackMarkets(exchange, packed);
    } catch {
      // written by another release, or damaged: loaded and written anew
      return false;
    }
    return true;
  }

  async function keep(id: string, incarnation: number, packed: Uint8Array): Promise<void> {
    const { markets } = marketKeys(id);
    const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
    await redis.hset(markets, { incarnation, packed: bytes, loadedAt: Date.now() });
    await redis.expire(markets, KEPT_SECONDS);
  }

  return {
    async known(id) {
      const incarnation = await redis.hget(marketKeys(id).markets, 'incarnation');
      return incarnation === null ? undefined : Number(incarnation);
    },
    adopt: (exchange, id) => adopt(exchange, id),
    async provide(exchange, id, incarnation, guard) {
      if (await adopt(exchange, id, incarnation)) return;
      const packed = await loader.load(id, guard);
      unpackMarkets(exchange, packed);
      // others load them themselves if it cannot be kept
      await keep(id, incarnation, packed).catch(() => undefined);
    },
  };
}

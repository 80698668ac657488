import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { type MarketsLoader, marketsLoader } from '#services/collector/markets/markets-loader.ts';
import { sharedMarkets } from '#services/collector/markets/shared-markets.ts';
import { exchangePool } from '#services/collector/poll/exchange-pool.ts';
import { openExchange } from '#services/common/exchange/open-exchange.ts';

const THREAD = new URL('../../../services/collector/markets/thread.ts', import.meta.url);
const loaders = new Set<MarketsLoader>();

/** A node's ccxt instances and markets, as the collector puts them together, asking the simulator at `proxyUrl`. */
export function exchanges(redis: Redis, proxyUrl: string, timeoutMs: number) {
  const loader = marketsLoader({ thread: THREAD, proxyUrl, timeoutMs, log: pino({ level: 'silent' }) });
  loaders.add(loader);
  return {
    pool: exchangePool({ proxyUrl, timeoutMs, open: openExchange }),
    markets: sharedMarkets(redis, loader),
  };
}

/** Ends the threads of all of them. */
export async function endExchanges(): Promise<void> {
  await Promise.all([...loaders].map((loader) => loader.stop()));
}

import type { Redis } from 'ioredis';
import { marketKeys } from '#lib/redis-keys.ts';
import { marketsLoader } from '../markets/markets-loader.ts';
import { sharedMarkets } from '../markets/shared-markets.ts';
import { exchangePool } from '../poll/exchange-pool.ts';
import type { Plan } from '../registry/plan.ts';
import type { MarketWriter } from '../store/market-writer.ts';
import { rateLimiter } from '../store/rate-limiter.ts';
import type { Turns } from '../store/turns.ts';
import { streamOpener } from '../stream/open-stream.ts';
import type { CollectorOptions } from './collector-options.ts';
import { type Poller, poller } from './poller.ts';

/** One request until its headers, and between two parts of its body. */
const REQUEST_TIMEOUT_MS = 5_000;

/** A node's poller, with its ccxt instances, its thread for markets and its share of the rate limits, put together. */
export function polling(
  { exchangeProxyUrl, egressId, openExchange, marketsThread, streamExchanges, log }: CollectorOptions,
  {
    redis,
    turns,
    writer,
    findPlan,
  }: {
    redis: Redis;
    turns: Turns;
    writer: MarketWriter;
    findPlan: (exchange: string) => Promise<Plan | undefined>;
  },
): Poller {
  const requests = { proxyUrl: exchangeProxyUrl, timeoutMs: REQUEST_TIMEOUT_MS };
  const loader = marketsLoader({ ...requests, thread: marketsThread, log });
  const pool = exchangePool({ ...requests, open: openExchange });
  const polls = poller({
    turns,
    writer,
    limiter: rateLimiter(redis, egressId),
    pool,
    streams: { exchanges: streamExchanges ?? new Set(), open: streamOpener({ ...requests, pool }) },
    markets: sharedMarkets(redis, loader),
    log,
    restartsOf: async (exchange) => Number(await redis.hget(marketKeys(exchange).status, 'restarts')),
    findPlan,
  });
  return {
    ...polls,
    async stop() {
      await polls.stop();
      await loader.stop();
    },
  };
}

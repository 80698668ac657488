import type { Exchange } from 'ccxt';
import { openExchange } from '#services/common/exchange/open-exchange.ts';
import { guardRequests, type RequestGuard } from './request-guard.ts';

export interface PooledExchange {
  exchange: Exchange;
  use(guard: RequestGuard | undefined): void;
}

/** One ccxt instance per exchange on this node, with its markets and its rate limit. */
export interface ExchangePool {
  /** The instance of this incarnation; an older one is let go, and its markets with it. */
  get(id: string, incarnation: number): Promise<PooledExchange>;
  drop(id: string): void;
  /** Lets go of all others. */
  keepOnly(ids: ReadonlySet<string>): void;
}

/** How an instance is made; as `openExchange` does it unless a composition root says otherwise. */
export type OpenExchange = typeof openExchange;

export function exchangePool({
  open: openOne = openExchange,
  ...options
}: {
  proxyUrl: string | undefined;
  timeoutMs: number;
  open?: OpenExchange | undefined;
}): ExchangePool {
  const pool = new Map<string, { incarnation: number; opening: Promise<PooledExchange> }>();

  async function open(id: string): Promise<PooledExchange> {
    const exchange = await openOne(id, options);
    // the books are the spot markets'; some exchanges would give the tickers of their swaps
    if (exchange.has.spot === true) exchange.options.defaultType = 'spot';
    return { exchange, use: guardRequests(exchange).use };
  }

  return {
    get(id, incarnation) {
      const present = pool.get(id);
      if (present?.incarnation === incarnation) return present.opening;
      const opening = open(id);
      pool.set(id, { incarnation, opening });
      opening.catch(() => pool.delete(id));
      return opening;
    },
    drop(id) {
      pool.delete(id);
    },
    keepOnly(ids) {
      for (const id of pool.keys()) if (!ids.has(id)) pool.delete(id);
    },
  };
}

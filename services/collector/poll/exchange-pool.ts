import type { Exchange } from 'ccxt';
import { type OpenExchange, openForPolling } from './open-for-polling.ts';
import { guardRequests, type RequestGuard } from './request-guard.ts';

export interface PooledExchange {
  exchange: Exchange;
  use(guard: RequestGuard | undefined): void;
}

/** One ccxt instance per exchange on this node, with its markets and its rate limit. */
export interface ExchangePool {
  /** The instance of this incarnation or a later one; an older one is let go, and its markets with it. */
  get(id: string, incarnation: number): Promise<PooledExchange>;
  drop(id: string): void;
  /** Lets go of all others. */
  keepOnly(ids: ReadonlySet<string>): void;
}

export function exchangePool({
  open: openOne,
  ...options
}: {
  proxyUrl: string | undefined;
  timeoutMs: number;
  open: OpenExchange;
}): ExchangePool {
  const pool = new Map<string, { incarnation: number; opening: Promise<PooledExchange> }>();

  async function open(id: string): Promise<PooledExchange> {
    const exchange = await openForPolling(id, options, openOne);
    return { exchange, use: guardRequests(exchange).use };
  }

  return {
    get(id, incarnation) {
      const present = pool.get(id);
      // a lower one means that Redis has lost its data
      if (present && present.incarnation >= incarnation) return present.opening;
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

import type { Exchange } from 'ccxt';
import { type OpenExchange, openForPolling } from './open-for-polling.ts';
import { guardRequests, type RequestGuard } from './request-guard.ts';

export interface PooledExchange {
  exchange: Exchange;
  use(guard: RequestGuard | undefined): void;
  /** For the next one; without it, as nothing may share an instance with what still runs, the next one gets another. */
  giveBack(): void;
}

/** One ccxt instance per exchange on this node, with its markets and its rate limit. */
export interface ExchangePool {
  /** The instance of this incarnation; an older one is let go, and its markets with it. */
  take(id: string, incarnation: number): Promise<PooledExchange>;
  /** Lets go of all others. */
  keepOnly(ids: ReadonlySet<string>): void;
}

interface Entry {
  incarnation: number;
  taken: boolean;
  opening: Promise<PooledExchange>;
}

export function exchangePool({
  open: openOne,
  ...options
}: {
  proxyUrl: string | undefined;
  timeoutMs: number;
  open: OpenExchange;
}): ExchangePool {
  const pool = new Map<string, Entry>();

  async function open(id: string, giveBack: () => void): Promise<PooledExchange> {
    const exchange = await openForPolling(id, options, openOne);
    return { exchange, use: guardRequests(exchange).use, giveBack };
  }

  return {
    take(id, incarnation) {
      const present = pool.get(id);
      if (present?.incarnation === incarnation && !present.taken) {
        present.taken = true;
        return present.opening;
      }
      const giveBack = () => {
        entry.taken = false;
      };
      const entry: Entry = { incarnation, taken: true, opening: open(id, giveBack) };
      pool.set(id, entry);
      entry.opening.catch(() => pool.delete(id));
      return entry.opening;
    },
    keepOnly(ids) {
      for (const id of pool.keys()) if (!ids.has(id)) pool.delete(id);
    },
  };
}

import type { Exchange, Ticker } from 'ccxt';
import type { ReceivedBook } from '../poll/market-data.ts';
import type { StreamSettings } from './stream-settings.ts';

export interface StreamedMarkets {
  /** Whether anything has come since the last call. */
  news: boolean;
  tickers: Record<string, Ticker>;
  books: ReceivedBook[];
}

/** What an exchange's websockets have brought so far. */
export interface MarketStream {
  take(): StreamedMarkets;
  /** What it has brought so far is about to be outdated by a poll. */
  forget(): void;
  /** Why nothing more will come, once that is so. */
  failure(): unknown;
  close(): void;
}

/**
 * Subscribes to the tickers and order books of these symbols. `exchange` is one with websockets, its markets loaded,
 * and used by this stream alone.
 *
 * Order books are awaited message by message. Tickers are awaited once between two calls of `take` and then read from
 * ccxt's cache: awaiting one of n tickers costs ccxt n steps, and each of the n sends several messages a second.
 */
export function marketStream(
  exchange: Exchange,
  symbols: { tickers: string[]; books: string[] },
  { bookDepth }: StreamSettings,
): MarketStream {
  let failure: unknown;
  let closed = false;
  let news = false;
  let awaited = false;
  const receivedAt = new Map<string, number>();
  const fail = (error: unknown) => {
    failure ??= error;
  };

  async function followBook(symbol: string): Promise<void> {
    while (!closed && failure === undefined) {
      await exchange.watchOrderBook(symbol, bookDepth);
      receivedAt.set(symbol, Date.now());
      news = true;
    }
  }

  async function awaitTicker(): Promise<void> {
    if (awaited) return;
    awaited = true;
    await exchange.watchTickers(symbols.tickers);
    awaited = false;
    news = true;
  }

  forgetFormer(exchange);
  awaitTicker().catch(fail);
  for (const symbol of symbols.books) followBook(symbol).catch(fail);

  return {
    take() {
      const taken = {
        news,
        tickers: { ...exchange.tickers },
        books: [...receivedAt].flatMap(([symbol, at]) => {
          const book = exchange.orderbooks[symbol];
          return book ? [{ symbol, book, receivedAt: at }] : [];
        }),
      };
      news = false;
      if (failure === undefined) awaitTicker().catch(fail);
      return taken;
    },
    forget() {
      exchange.tickers = {};
      receivedAt.clear();
    },
    failure: () => failure,
    close() {
      closed = true;
      endSockets(exchange);
    },
  };
}

/** What an earlier stream left is not to be taken for news. ccxt waits before it connects again; that is up to us. */
function forgetFormer(exchange: Exchange): void {
  exchange.tickers = {};
  exchange.orderbooks = {};
  exchange.options.ws = { ...exchange.options.ws, backoff: { base: 0 } };
}

/** ccxt's own closing waits for a farewell, which an exchange that is silent does not send. */
function endSockets(exchange: Exchange): void {
  const sockets = Object.values(exchange.clients ?? {}).map((client) => client.connection);
  exchange.close().catch(() => undefined);
  for (const socket of sockets) socket?.terminate?.();
}

import type { Exchange, Ticker } from 'ccxt';
import { defaultSymbols } from '#services/collector/poll/choose-symbols.ts';
import { type PollResult, pollResult } from '#services/collector/poll/market-data.ts';
import { pollExchange } from '#services/collector/poll/poll-exchange.ts';
import { marketStream } from '#services/collector/stream/market-stream.ts';
import { STREAMED } from '#services/collector/stream/stream-settings.ts';
import { DEFAULT_SYMBOLS } from '#services/common/exchange/rate-budget.ts';

export const WAYS = ['poll', 'stream', 'await-each'] as const;
export type Way = (typeof WAYS)[number];

/** One exchange collected in one way. */
export interface Collecting {
  /** One cycle of the collector, up to what it would write; nothing when the websocket brought nothing. */
  cycle(): Promise<PollResult | undefined>;
  /** The ticker that this process holds at the moment. */
  held(symbol: string): Ticker | undefined;
  close(): void;
}

export function collecting(way: Way, exchange: Exchange): Collecting {
  const markets = exchange.markets ?? {};
  const books = defaultSymbols(markets, DEFAULT_SYMBOLS);
  const tickers = Object.values(markets).flatMap((market) => (market?.spot ? [market.symbol] : []));
  if (way === 'poll') return polled(exchange, books);
  const stream = marketStream(exchange, { tickers, books }, STREAMED.get(exchange.id) ?? {});
  let open = true;
  if (way === 'await-each') {
    void (async () => {
      while (open) await exchange.watchTickers(tickers);
    })().catch(() => undefined);
  }
  return {
    async cycle() {
      const taken = stream.take();
      if (stream.failure() !== undefined) throw stream.failure();
      if (!taken.news) return undefined;
      return pollResult({ ...taken, symbols: books, omission: undefined });
    },
    held: (symbol) => exchange.tickers[symbol],
    close() {
      open = false;
      stream.close();
    },
  };
}

/** Notes the tickers on their way through. */
function polled(exchange: Exchange, books: string[]): Collecting {
  let latest: Record<string, Ticker> = {};
  const fetchTickers = exchange.fetchTickers.bind(exchange);
  exchange.fetchTickers = async (...args) => {
    latest = await fetchTickers(...args);
    return latest;
  };
  const never = new AbortController().signal;
  return {
    cycle: () => pollExchange(exchange, books, never),
    held: (symbol) => latest[symbol],
    close() {},
  };
}

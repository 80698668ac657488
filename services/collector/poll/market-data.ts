import type { OrderBook, Ticker } from 'ccxt';

/** A symbol and the JSON that is stored under it. */
export type Field = [symbol: string, json: string];

/** What one poll brought, in the form that is written (docs/collector.md, "The data"). */
export interface PollResult {
  tickers: Field[];
  books: Field[];
  /** Symbols whose order books are wanted; books of others are removed. */
  symbols: string[];
  /** Top of the polled books, for readers of the stream. */
  quotes: Record<string, { bid: number | null; ask: number | null; last: number | null }>;
  /** What could not be had although the poll succeeded. */
  omission: { code: string; message: string } | undefined;
}

export interface ReceivedBook {
  symbol: string;
  book: OrderBook;
  /** The node's clock, milliseconds. */
  receivedAt: number;
}

/** Puts what was received into the form that is written. */
export function pollResult({
  tickers,
  books,
  ...rest
}: {
  tickers: Record<string, Ticker>;
  books: ReceivedBook[];
} & Pick<PollResult, 'symbols' | 'omission'>): PollResult {
  return {
    tickers: Object.entries(tickers).map(([symbol, ticker]) => tickerField(symbol, ticker)),
    books: books.map(({ symbol, book, receivedAt }) => bookField(symbol, book, receivedAt)),
    quotes: Object.fromEntries(
      books.map(({ symbol, book: { bids, asks } }) => [
        symbol,
        { bid: bids[0]?.[0] ?? null, ask: asks[0]?.[0] ?? null, last: tickers[symbol]?.last ?? null },
      ]),
    ),
    ...rest,
  };
}

const TICKER_FIELDS = [
  'timestamp',
  'last',
  'bid',
  'bidVolume',
  'ask',
  'askVolume',
  'open',
  'high',
  'low',
  'close',
  'vwap',
  'percentage',
  'baseVolume',
  'quoteVolume',
] as const satisfies (keyof Ticker)[];

/** The unified fields that have a value; the exchange's raw reply (`info`) is left out. */
export function tickerField(symbol: string, ticker: Ticker): Field {
  const kept = TICKER_FIELDS.filter((name) => ticker[name] !== undefined && ticker[name] !== null);
  return [symbol, JSON.stringify(Object.fromEntries(kept.map((name) => [name, ticker[name]])))];
}

/** `bids` and `asks` are [price, amount], best first; `receivedAt` is the node's clock. */
export function bookField(symbol: string, book: OrderBook, receivedAt: number): Field {
  const { timestamp, nonce, bids, asks } = book;
  return [symbol, JSON.stringify({ timestamp, nonce, receivedAt, bids: levels(bids), asks: levels(asks) })];
}

/** Some exchanges add a third column to each level, and some send more levels than were asked for. */
function levels(side: OrderBook['bids']) {
  return side.slice(0, BOOK_DEPTH).map(([price, amount]) => [price, amount]);
}

/** Levels per side of an order book. */
export const BOOK_DEPTH = 20;

import { type PollResult, pollResult } from '../poll/market-data.ts';
import type { StreamedMarkets } from './market-stream.ts';

/** What a poll brought, with what a websocket has brought since in the place of it. */
export function overlay(polled: PollResult, streamed: Omit<StreamedMarkets, 'news'>): PollResult {
  const { symbols } = polled;
  const books = streamed.books.filter(({ symbol }) => symbols.includes(symbol));
  const fresh = pollResult({ ...streamed, books, symbols, omission: undefined });
  const quotes = { ...polled.quotes };
  for (const [symbol, { bid, ask, last }] of Object.entries(fresh.quotes)) {
    quotes[symbol] = { bid, ask, last: last ?? quotes[symbol]?.last ?? null };
  }
  const all = new Map([...polled.books, ...fresh.books]);
  return {
    tickers: [...new Map([...polled.tickers, ...fresh.tickers])],
    books: [...all],
    symbols,
    quotes,
    omission: symbols.every((symbol) => all.has(symbol)) ? undefined : polled.omission,
  };
}

/** Whether a book cannot be: a bid is not below the asks. Some change of it was missed. */
export function isCrossed({ bids, asks }: StreamedMarkets['books'][number]['book']): boolean {
  const [bid, ask] = [bids[0]?.[0], asks[0]?.[0]];
  return bid !== undefined && ask !== undefined && bid >= ask;
}

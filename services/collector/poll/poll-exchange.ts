import type { Exchange } from 'ccxt';
import { ensureMarkets } from '#services/common/exchange/ensure-markets.ts';
import { classifyFailure } from '#services/common/exchange/failure.ts';
import { DEFAULT_SYMBOLS } from '#services/common/exchange/rate-budget.ts';
import { checkOrderBook, checkTickers } from '#services/common/exchange/response-guards.ts';
import { defaultSymbols } from './choose-symbols.ts';
import { BOOK_DEPTH, type PollResult, pollResult, type ReceivedBook } from './market-data.ts';

/**
 * One cycle, one request after the other: the order books, then all tickers at once. The tickers come last
 * because they cost the most: ccxt's throttler then lets that debt pass between two cycles.
 *
 * The poll succeeds when the tickers do. A book that is refused is an omission; a network that fails fails the
 * poll, for the other requests would only wait for it too. Rejects when `signal` aborts.
 */
export async function pollExchange(
  exchange: Exchange,
  chosen: string[] | null,
  signal: AbortSignal,
): Promise<PollResult> {
  const markets = await ensureMarkets(exchange, signal);
  const symbols = chosen ?? defaultSymbols(markets, DEFAULT_SYMBOLS);
  const { books, omission } = await fetchBooks(exchange, symbols, signal);
  const tickers = checkTickers(await exchange.fetchTickers());
  signal.throwIfAborted();
  return pollResult({ tickers, books, symbols, omission });
}

async function fetchBooks(exchange: Exchange, symbols: string[], signal: AbortSignal) {
  const books: ReceivedBook[] = [];
  let omission: PollResult['omission'];
  for (const symbol of symbols) {
    try {
      const book = checkOrderBook(await exchange.fetchOrderBook(symbol, BOOK_DEPTH));
      books.push({ symbol, book, receivedAt: Date.now() });
    } catch (error) {
      signal.throwIfAborted();
      const { code, class: kind, message } = classifyFailure(error);
      if (kind === 'network' || kind === 'rate-limit') throw error;
      omission ??= { code, message: `order book ${symbol}: ${message}` };
    }
  }
  return { books, omission };
}

import type { MarketInterface, OrderBook, Ticker } from 'ccxt';

/** The exchange answered, but not with what was asked for. */
export class BadResponseError extends Error {
  override readonly name = 'BadResponseError';
}

/** A page of HTML or `{}` with status 200 raises nothing in ccxt; it shows as an empty or numberless result. */
export function checkTickers(tickers: unknown): Record<string, Ticker> {
  const found = record(tickers) as Record<string, Ticker> | undefined;
  const some = found && Object.values(found).some((ticker) => priced(ticker));
  if (!found || !some) throw new BadResponseError('the exchange answered without a single priced ticker');
  return found;
}

export function checkOrderBook(book: unknown): OrderBook {
  const found = record(book) as unknown as OrderBook | undefined;
  if (!found || !Array.isArray(found.bids) || !Array.isArray(found.asks)) {
    throw new BadResponseError('the exchange answered without an order book');
  }
  const levels = [...found.bids, ...found.asks];
  const sound = levels.every(([price, amount]) => Number.isFinite(price) && Number.isFinite(amount));
  if (levels.length === 0 || !sound) {
    throw new BadResponseError('the exchange answered with an order book that is empty or not numeric');
  }
  return found;
}

export function checkMarkets(markets: unknown): Record<string, MarketInterface> {
  const found = record(markets) as Record<string, MarketInterface> | undefined;
  if (!found || Object.keys(found).length === 0) {
    throw new BadResponseError('the exchange answered without a single market');
  }
  return found;
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

function priced(ticker: Ticker | undefined): boolean {
  return [ticker?.last, ticker?.close, ticker?.bid, ticker?.ask].some(Number.isFinite);
}

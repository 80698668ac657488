import type { Exchange } from 'ccxt';
import type { ExchangeOptions, openExchange } from '#services/common/exchange/open-exchange.ts';

/** How an instance is made; as `openExchange` does it unless a composition root says otherwise. */
export type OpenExchange = typeof openExchange;

/** An exchange as the collector polls it. */
export async function openForPolling(
  id: string,
  options: ExchangeOptions,
  open: OpenExchange,
): Promise<Exchange> {
  const exchange = await open(id, options);
  // the books are the spot markets'; some exchanges would give the tickers of their swaps
  if (exchange.has.spot === true) exchange.options.defaultType = 'spot';
  return exchange;
}

import type { Exchange } from 'ccxt';
import { type Catalog, readCatalog } from '#services/common/exchange/catalog.ts';
import { type ExchangeOptions, openExchange } from '#services/common/exchange/open-exchange.ts';

/*
 * A hundred exchanges out of three models: the real ccxt class of each, asked through the simulator's aliases, which
 * keep log, faults and stats apart. They are many as workers, not as code.
 */
const MODELS = ['binance', 'kraken', 'coinbase'] as const;

/** ccxt's milliseconds between requests of the aliases: a poll of four fits into every interval. */
const RATE_LIMIT_MS = 20;

/** These exchanges send the tickers that are asked for, and no others. */
const FEW_TICKERS = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT'];

export function aliasIds(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `${modelOf(n)}-${String(n).padStart(3, '0')}`);
}

/** What the CCXT service takes for ccxt's catalog. */
export function aliasCatalog(ids: string[]): Catalog {
  return new Map(
    ids.flatMap((id) => {
      const model = readCatalog().get(classOf(id));
      return model ? [[id, { ...model, id, rateLimit: RATE_LIMIT_MS, costs: { tickers: 1, book: 1 } }]] : [];
    }),
  );
}

/** In place of `openExchange`: an alias of the simulator at `proxyUrl`, with all its tickers. */
export async function openAlias(id: string, options: ExchangeOptions): Promise<Exchange> {
  return openExchange(classOf(id), { ...options, proxyUrl: `${options.proxyUrl}@alias/${id}/` });
}

/** The same with a few tickers: a hundred such polls a second leave room for what is drilled on a small machine. */
export async function openLightAlias(id: string, options: ExchangeOptions): Promise<Exchange> {
  const exchange = await openAlias(id, options);
  const all = exchange.fetchTickers.bind(exchange);
  exchange.fetchTickers = (symbols = FEW_TICKERS, params) => all(symbols, params);
  return exchange;
}

function classOf(id: string): string {
  return id.slice(0, id.lastIndexOf('-'));
}

function modelOf(n: number): string {
  return MODELS[n % MODELS.length] ?? MODELS[0];
}

import type { Exchange } from 'ccxt';

/**
 * Single files of ccxt. Its package exports allow only the whole library (1.7 s, 210 MB); beside its entry lies
 * one file per exchange (the first takes 220 ms and 80 MB, each further one 10 to 20 ms).
 */
const ENTRY = import.meta.resolve('ccxt');

type ExchangeClass = new (config: Record<string, unknown>) => Exchange;

/** The class of one exchange. `id` must come from the catalog, for it becomes part of a path. */
export async function importExchange(id: string): Promise<ExchangeClass> {
  const module: { default: ExchangeClass } = await import(new URL(`./src/${id}.js`, ENTRY).href);
  return module.default;
}

/** The same with what it has of websockets (`watchTickers`), for an exchange that has them. */
export async function importStreamingExchange(id: string): Promise<ExchangeClass> {
  const module: { default: ExchangeClass } = await import(new URL(`./src/pro/${id}.js`, ENTRY).href);
  return module.default;
}

/** ccxt's error classes, the same ones that the exchanges throw. */
export const errors: typeof import('ccxt').errors = await import(new URL('./src/base/errors.js', ENTRY).href);

import { readFileSync } from 'node:fs';

/** ccxt's `has` flags that the product reads or shows. */
export const CAPABILITIES = [
  'spot',
  'margin',
  'swap',
  'future',
  'option',
  'fetchMarkets',
  'fetchCurrencies',
  'fetchTicker',
  'fetchTickers',
  'fetchOrderBook',
  'fetchOrderBooks',
  'fetchTrades',
  'fetchOHLCV',
  'fetchTime',
  'fetchStatus',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** What ccxt says of one exchange before it is loaded. */
export interface CatalogEntry {
  id: string;
  name: string;
  countries: string[];
  urls: Record<string, unknown>;
  has: Partial<Record<Capability, boolean | 'emulated'>>;
  /** ccxt's native milliseconds between requests of cost 1. */
  rateLimit: number;
  timeframes: string[];
  certified: boolean;
}

/** All exchanges that ccxt knows, by id, in order of id. A `Map`: no id, `__proto__` included, finds what is not there. */
export type Catalog = ReadonlyMap<string, CatalogEntry>;

let committed: Catalog | undefined;

/** The committed catalog (services/ccxt/generate-catalog.ts), read once. */
export function readCatalog(): Catalog {
  if (!committed) {
    const file = new URL('../../ccxt/catalog.json', import.meta.url);
    const entries: CatalogEntry[] = JSON.parse(readFileSync(file, 'utf8'));
    committed = new Map(entries.map((entry) => [entry.id, entry]));
  }
  return committed;
}

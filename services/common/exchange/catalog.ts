// an import, so that a bundle holds it
import entries from '#services/ccxt/catalog.json' with { type: 'json' };
import type { Capability } from './capability.ts';
import type { RequestCosts } from './rate-budget.ts';

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
  /** Of what can be collected from. */
  costs?: RequestCosts;
}

/** All exchanges that ccxt knows, by id, in order of id. A `Map`: no id, `__proto__` included, finds what is not there. */
export type Catalog = ReadonlyMap<string, CatalogEntry>;

let committed: Catalog | undefined;

/** The committed catalog (services/ccxt/generate-catalog.ts). */
export function readCatalog(): Catalog {
  committed ??= new Map((entries as CatalogEntry[]).map((entry) => [entry.id, entry]));
  return committed;
}

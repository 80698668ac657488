import { readFileSync, writeFileSync } from 'node:fs';
import ccxt, { type Exchange } from 'ccxt';
import { CAPABILITIES, missingCapabilities } from '#services/common/exchange/capability.ts';
import type { CatalogEntry } from '#services/common/exchange/catalog.ts';
import { requestCosts } from './request-costs.ts';

/**
 * Makes catalog.json from the installed ccxt; `--check` compares instead and exits 1 when they differ.
 * Loads every exchange (about 1.5 s and 200 MB), which is what the services avoid by reading the file.
 */
const FILE = new URL('./catalog.json', import.meta.url);

async function describe(id: string): Promise<CatalogEntry> {
  const Class = (ccxt as unknown as Record<string, new () => Exchange>)[id];
  if (!Class) throw new Error(`ccxt lists ${id} but does not export it`);
  const exchange = new Class();
  const has: CatalogEntry['has'] = {};
  for (const name of CAPABILITIES) has[name] = exchange.has[name] ?? false;
  const entry: CatalogEntry = {
    id,
    name: exchange.name ?? id,
    countries: (exchange.countries ?? []).map(String),
    urls: exchange.urls,
    has,
    rateLimit: Number(exchange.rateLimit),
    timeframes: Object.keys(exchange.timeframes ?? {}),
    certified: exchange.certified,
  };
  const fit = missingCapabilities(entry).length === 0;
  return fit ? { ...entry, costs: await requestCosts(exchange) } : entry;
}

const entries = await Promise.all([...ccxt.exchanges].sort().map(describe));
const lines = entries.map((entry) => JSON.stringify(entry));
const wanted = `[\n${lines.join(',\n')}\n]\n`;

if (process.argv.includes('--check')) {
  const committed = readFileSync(FILE, 'utf8');
  if (committed !== wanted) {
    console.error(
      'services/ccxt/catalog.json differs from the installed ccxt: run `node services/ccxt/generate-catalog.ts`.',
    );
    process.exit(1);
  }
} else {
  writeFileSync(FILE, wanted);
  console.log(`services/ccxt/catalog.json: ${lines.length} exchanges`);
}

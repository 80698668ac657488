import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

const CATALOG = new URL('../services/ccxt/catalog.json', import.meta.url);
const NAME = 'virtual:catalog';

interface CatalogEntry {
  id: string;
  name: string;
  has: Record<string, unknown>;
}

/** `virtual:catalog`: of the catalog of exchanges (110 KB) only names, and what of the needed methods is missing. */
export function catalogPlugin(): Plugin {
  return {
    name: 'catalog',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    async load(id) {
      if (id !== `\0${NAME}`) return undefined;
      const entries: CatalogEntry[] = JSON.parse(await readFile(CATALOG, 'utf8'));
      const known = entries.map(({ id, name, has }) => [
        id,
        // a letter in a circle is no letter to every font
        { name: name.normalize('NFKC'), lacks: lacks(has) },
      ]);
      return `export default ${JSON.stringify(Object.fromEntries(known))};`;
    },
  };
}

function lacks(has: CatalogEntry['has']): string[] {
  return ['fetchTickers', 'fetchOrderBook'].filter((method) => has[method] !== true);
}

import type { Catalog, CatalogEntry } from '#services/common/exchange/catalog.ts';
import {
  activeExchanges,
  blacklistedExchanges,
  isBlacklisted,
  pausedExchanges,
} from '../registry/document.ts';
import type { RegistryState } from '../registry/registry.ts';
import type { ExchangeResult } from '../registry/store.ts';

/** GET config but for its timestamp: made of the document and the catalog alone, so that equal versions are equal bytes. */
export function configView({ version, document }: RegistryState, catalog: Catalog) {
  return {
    config: {
      blacklistedExchanges: blacklistedExchanges(document),
      pausedExchanges: pausedExchanges(document),
    },
    activeExchanges: activeExchanges(document),
    availableExchanges: [...catalog.keys()],
    exchanges: document.configured.flatMap(({ exchange, settings }) => {
      const entry = catalog.get(exchange);
      return entry && !isBlacklisted(document, exchange) ? [exchangeView(entry, settings)] : [];
    }),
    blacklist: document.blacklist,
    paused: document.paused,
    version,
  };
}

function exchangeView({ id, name, has, rateLimit, timeframes, certified }: CatalogEntry, settings: unknown) {
  return { id, name, capabilities: has, rateLimit, timeframes, certified, settings };
}

/** GET /api/exchanges: everything that ccxt knows. */
export function catalogView(catalog: Catalog) {
  return {
    exchanges: [...catalog.values()].map(({ id, name, countries, urls }) => ({ id, name, countries, urls })),
  };
}

/** `exchange_connectivity` of GET /health: what each active exchange last answered; `unknown` before it was asked. */
export function connectivityView(active: string[], results: ExchangeResult[]) {
  const byId = new Map(results.map((result) => [result.exchange, result]));
  return Object.fromEntries(
    active.map((id) => {
      const last = byId.get(id);
      return [id, last ? { ...last.health, checkedAt: last.checkedAt } : { status: 'unknown' }];
    }),
  );
}

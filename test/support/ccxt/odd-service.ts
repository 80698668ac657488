import { pino } from 'pino';
import { noCredentials } from '#services/ccxt/credentials.ts';
import type { ExchangeHost } from '#services/ccxt/exchanges/exchange-host.ts';
import { openStore } from '#services/ccxt/registry/open-store.ts';
import { registryOn } from '#services/ccxt/registry/registry.ts';
import type { RegistryStore } from '#services/ccxt/registry/store.ts';
import { ccxtService } from '#services/ccxt/service.ts';
import { readCatalog } from '#services/common/exchange/catalog.ts';
import { runService } from '#services/common/run-service.ts';
import { contendedStore, forgivingStore, rememberingStore } from './broken-registry-stores.ts';

/**
 * A CCXT service on the registry that others use too, a file or a table: `contended PLACE`, where another writer is
 * always a moment earlier, `remembering PLACE`, which answers from memory what it has once read, or `forgiving PLACE`, which goes on from memory
 * while its store is away. It asks no exchange.
 */
const [kind, place = ''] = process.argv.slice(2);

const open = () => openStore(place.includes('/') ? { path: place } : { table: place });
const store = await opened();
const log = pino();
const app = ccxtService(
  {
    registry: registryOn(store),
    store,
    catalog: readCatalog(),
    host: { run: async () => null, stop: async () => undefined } as ExchangeHost,
    credentials: noCredentials,
    refresh: async () => new Map(),
    defaultPollIntervalMs: 1_000,
    serviceVersion: '0.0.0',
    now: () => new Date(),
    log,
  },
  process.env.SERVICE_API_KEY,
);
runService({ app, host: '127.0.0.1', port: 0, log, stop: () => store.close() });

async function opened(): Promise<RegistryStore> {
  if (kind === 'contended') return contendedStore(await open(), await open());
  return kind === 'forgiving' ? forgivingStore(await open()) : rememberingStore(await open());
}

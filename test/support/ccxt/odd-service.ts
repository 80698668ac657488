import { pino } from 'pino';
import { noCredentials } from '#services/ccxt/credentials.ts';
import type { ExchangeHost } from '#services/ccxt/exchanges/exchange-host.ts';
import { registryOn } from '#services/ccxt/registry/registry.ts';
import { openSqliteStore } from '#services/ccxt/registry/sqlite-store.ts';
import { ccxtService } from '#services/ccxt/service.ts';
import { readCatalog } from '#services/common/exchange/catalog.ts';
import { runService } from '#services/common/run-service.ts';
import { contendedStore, rememberingStore } from './broken-registry-stores.ts';

/**
 * A CCXT service on the registry file that others use too: `contended FILE`, where another writer is always a moment
 * earlier, or `remembering FILE`, which answers from memory what it has once read. It asks no exchange.
 */
const [kind, path = ''] = process.argv.slice(2);

const store =
  kind === 'contended'
    ? contendedStore(openSqliteStore(path), openSqliteStore(path))
    : rememberingStore(openSqliteStore(path));
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

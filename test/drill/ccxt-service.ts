import { pino } from 'pino';
import { readConfig } from '#services/ccxt/config.ts';
import { noCredentials } from '#services/ccxt/credentials.ts';
import { exchangeHost } from '#services/ccxt/exchanges/exchange-host.ts';
import { refresher } from '#services/ccxt/refresh.ts';
import { openStore } from '#services/ccxt/registry/open-store.ts';
import { prepareRegistry } from '#services/ccxt/registry/registry.ts';
import { ccxtService } from '#services/ccxt/service.ts';
import { runService } from '#services/common/run-service.ts';
import { aliasCatalog, aliasIds } from './aliases.ts';

/** The CCXT service as services/ccxt/main.ts makes it, but with the aliases for a catalog, all of them configured. */
const config = readConfig();
const log = pino({ level: config.logLevel });
const ids = aliasIds(Number(process.argv[2]));
const catalog = aliasCatalog(ids);
const store = await openStore(config.registry);
const registry = await prepareRegistry(store, { seeds: ids, catalogDigest: 'aliases', now: Date.now });
const thread = new URL('../../services/ccxt/exchanges/exchange-thread.ts', import.meta.url);
const host = exchangeHost({ proxyUrl: config.proxyUrl, thread, log });
const now = () => new Date();
const parts = { registry, store, host, credentials: noCredentials, log, now };
const { defaultPollIntervalMs } = config;
const deps = { ...parts, refresh: refresher(parts), catalog, defaultPollIntervalMs, serviceVersion: '0' };
runService({
  app: ccxtService(deps, config.serviceKey),
  host: config.host,
  port: config.port,
  log,
  async stop() {
    await host.stop();
    await store.close();
  },
});

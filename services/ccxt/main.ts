import { createHash } from 'node:crypto';
import { pino } from 'pino';
import { readCatalog } from '#services/common/exchange/catalog.ts';
import { runService } from '#services/common/run-service.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { readConfig } from './config.ts';
import { environmentCredentials, noCredentials } from './credentials.ts';
import { exchangeHost } from './exchanges/exchange-host.ts';
import { refresher } from './refresh.ts';
import { openStore } from './registry/open-store.ts';
import { prepareRegistry } from './registry/registry.ts';
import { ccxtService } from './service.ts';

const THREAD = new URL('./exchanges/exchange-thread.ts', import.meta.url);

/** Exit code for what only a person can put right: starting again would not help. */
const EXIT_UNUSABLE = 78;

async function start(): Promise<void> {
  const config = readConfig();
  const log = pino({ level: config.logLevel, base: { service: 'ccxt-service' } });
  if (config.serviceKeyWeakness)
    log.error(`admin paths answer 503: the service key: ${config.serviceKeyWeakness}`);

  const catalog = readCatalog();
  const catalogDigest = createHash('sha256')
    .update(JSON.stringify([...catalog.values()]))
    .digest('base64url');
  const store = await openStore(config.registry);
  const registry = await prepareRegistry(store, { seeds: config.seeds, catalogDigest, now: Date.now });
  const host = exchangeHost({ proxyUrl: config.proxyUrl, thread: THREAD, log });
  // what is simulated, or a proxy, must never see real ones
  const credentials = config.proxyUrl ? noCredentials : environmentCredentials(config.variable, log);
  const now = () => new Date();
  const refresh = refresher({ registry, store, host, credentials, log, now });

  const { version: serviceVersion } = packageJson;
  const { defaultPollIntervalMs } = config;
  const deps = {
    registry,
    store,
    catalog,
    host,
    credentials,
    refresh,
    defaultPollIntervalMs,
    serviceVersion,
    now,
    log,
  };
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
}

start().catch((error) => {
  console.error(`ccxt-service: ${error instanceof Error ? error.message : error}`);
  process.exit(EXIT_UNUSABLE);
});

import { Hono } from 'hono/quick';
import type { Check } from '#lib/domain/connectivity.ts';
import { activeExchanges } from '../registry/document.ts';
import { staticChecks } from '../validate.ts';
import { catalogView, configView, connectivityView } from './replies.ts';
import { exchangeOf } from './requests.ts';
import type { ServiceDeps } from './service-deps.ts';

const NOT_CHECKED: Check = {
  status: 'skipped',
  latencyMs: 0,
  code: 'NOT_CHECKED',
  message: 'The exchange has not been asked yet: a refresh does.',
};

export function readRoutes({
  registry,
  store,
  catalog,
  serviceVersion,
  defaultPollIntervalMs,
  now,
  log,
}: ServiceDeps): Hono {
  let everything: string | undefined;
  const app = new Hono();

  app.get('/health', async (c) => {
    const common = { timestamp: now().toISOString(), service: 'ccxt-service', version: serviceVersion };
    try {
      const { version, document } = await registry.read();
      const active = activeExchanges(document);
      const exchange_connectivity = connectivityView(active, await store.readResults());
      const facts = { exchanges_count: active.length, exchange_connectivity, registry_version: version };
      return c.json({ status: 'healthy', ...common, ...facts });
    } catch (error) {
      log.error({ err: error }, 'the registry cannot be read');
      return c.json({ status: 'unhealthy', ...common, exchanges_count: 0, exchange_connectivity: {} }, 503);
    }
  });

  app.get('/api/exchanges', (c) => {
    everything ??= JSON.stringify(catalogView(catalog));
    return c.body(everything, 200, { 'content-type': 'application/json' });
  });

  app.get('/api/admin/exchanges/config', async (c) => {
    const state = await registry.read();
    c.header('etag', `"${state.version}"`);
    return c.json({ ...configView(state, catalog), timestamp: now().toISOString() });
  });

  app.get('/api/admin/exchanges/connectivity/:id', async (c) => {
    const entry = exchangeOf(c.req.param('id'), catalog);
    const { document } = await registry.read();
    const last = await store.readResult(entry.id);
    const settings = document.configured.find(({ exchange }) => exchange === entry.id)?.settings ?? {};
    const health = last ? { ...last.health, checkedAt: last.checkedAt } : NOT_CHECKED;
    const connectivity = { health, ...staticChecks(entry, settings, defaultPollIntervalMs) };
    return c.json({ exchange: entry.id, connectivity, timestamp: now().toISOString() });
  });
  return app;
}

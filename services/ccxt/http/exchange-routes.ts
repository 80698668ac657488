import { Hono } from 'hono/quick';
import { AppError } from '#lib/errors.ts';
import { addBody, refreshBody } from '#lib/schemas/requests.ts';
import type { Refreshed } from '../refresh.ts';
import { activeExchanges, isBlacklisted, isConfigured, type RegistryDocument } from '../registry/document.ts';
import { requireVersion } from '../registry/registry.ts';
import { settingsAfter } from '../registry/settings.ts';
import { staticChecks } from '../validate.ts';
import { exchangeOf, ifMatch, readBody } from './requests.ts';
import type { ServiceDeps } from './service-deps.ts';

/** What talks to exchanges: validate and refresh. */
export function exchangeRoutes(deps: ServiceDeps): Hono {
  const { registry, store, catalog, host, now, log } = deps;
  const app = new Hono();

  app.post('/validate/:id', async (c) => {
    const entry = exchangeOf(c.req.param('id'), catalog);
    const { body } = await readBody(c, addBody);
    const { document } = await registry.read();
    const credentials = await deps.credentials.load(entry.id);
    const { health, limits } = await host.run({ type: 'check', exchange: entry.id, credentials });
    const before = await store.readResult(entry.id);
    const checkedAt = now().toISOString();
    await store.writeResult({ ...before, exchange: entry.id, health, checkedAt });
    const settings = settingsAfter(settingsOf(document, entry.id), body);
    const checks = staticChecks(entry, settings, deps.defaultPollIntervalMs, limits);
    return c.json({ exchange: entry.id, connectivity: { health, ...checks }, timestamp: checkedAt });
  });

  app.post('/refresh', async (c) => {
    const { body, by } = await readBody(c, refreshBody);
    const { version, document } = await registry.read();
    requireVersion(version, ifMatch(c));
    const active = activeExchanges(document);
    const named = body.exchanges?.map((raw) => activeId(raw, document));
    const ids = named ? [...new Set(named)] : active;
    const gone = named ? [] : await forgetInactive(active);
    const outcomes = await deps.refresh(ids);
    const reply = summary(ids, outcomes, gone);
    log.info({ by, ids: ids.length, pending: reply.pending.length, failed: reply.failed }, 'refresh');
    return c.json({
      message: `${outcomes.size - reply.failed.length} of ${ids.length} exchanges refreshed`,
      activeExchanges: active,
      ...reply,
      connectivity: connectivityOf(outcomes, document),
      version,
      timestamp: now().toISOString(),
    });
  });

  function activeId(raw: string, document: RegistryDocument): string {
    const { id } = exchangeOf(raw, catalog);
    if (isBlacklisted(document, id)) throw new AppError('EXCHANGE_BLACKLISTED', `${id} is blacklisted.`);
    if (!isConfigured(document, id))
      throw new AppError('EXCHANGE_NOT_ACTIVE', `${id} is not configured: add it.`);
    return id;
  }

  async function forgetInactive(active: string[]): Promise<string[]> {
    const gone = (await store.readResults()).filter(({ exchange }) => !active.includes(exchange));
    for (const { exchange } of gone) {
      host.run({ type: 'drop', exchange }).catch((err) => log.warn({ err, exchange }, 'not dropped'));
      await store.deleteResult(exchange);
    }
    // others were only validated
    return gone.filter(({ metadata }) => metadata).map(({ exchange }) => exchange);
  }

  function connectivityOf(outcomes: Map<string, Refreshed>, document: RegistryDocument) {
    return Object.fromEntries(
      [...outcomes].flatMap(([id, outcome]) => {
        const entry = catalog.get(id);
        if (!entry || outcome.kind === 'removed') return [];
        const settings = settingsOf(document, id);
        const checks = staticChecks(entry, settings, deps.defaultPollIntervalMs, outcome.limits);
        return [[id, { health: outcome.health, ...checks }]];
      }),
    );
  }
  return app;
}

function settingsOf(document: RegistryDocument, id: string) {
  return document.configured.find(({ exchange }) => exchange === id)?.settings ?? {};
}

function summary(ids: string[], outcomes: Map<string, Refreshed>, gone: string[]) {
  const of = (kind: Refreshed['kind']) =>
    [...outcomes]
      .filter(([, o]) => o.kind === kind)
      .map(([id]) => id)
      .sort();
  const [added, updated] = [of('added'), of('updated')];
  const removed = [...gone, ...of('removed')].sort();
  return {
    changed: added.length + updated.length + removed.length > 0,
    added,
    updated,
    removed,
    unchanged: of('unchanged'),
    failed: of('failed'),
    pending: ids.filter((id) => !outcomes.has(id)),
  };
}

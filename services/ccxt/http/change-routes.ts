import { Hono } from 'hono/quick';
import { AppError } from '#lib/errors.ts';
import { addBody, blacklistBody, noBody } from '#lib/schemas/requests.ts';
import { add, blacklist, unblacklist } from '../registry/decisions.ts';
import { activeExchanges, blacklistedExchanges, type RegistryDocument } from '../registry/document.ts';
import { staticChecks } from '../validate.ts';
import { endOf, exchangeOf, ifMatch, readBody } from './requests.ts';
import type { ServiceDeps } from './service-deps.ts';

/** The three changes of the registry. Each is persisted before anything is done about it. */
export function changeRoutes({
  registry,
  catalog,
  host,
  defaultPollIntervalMs,
  now,
  log,
}: ServiceDeps): Hono {
  const app = new Hono();

  app.post('/add/:id', async (c) => {
    const entry = exchangeOf(c.req.param('id'), catalog);
    const { body, by } = await readBody(c, addBody);
    const state = await registry.change((document) => {
      const decision = add(document, entry.id, body);
      if (decision.kind === 'changed') {
        refuseUnfit(staticChecks(entry, settingsIn(decision.document, entry.id), defaultPollIntervalMs));
      }
      return decision;
    }, ifMatch(c));
    log.info({ exchange: entry.id, by, changed: state.changed, version: state.version }, 'add');
    return c.json({
      message: `Exchange ${entry.id} is configured`,
      activeExchanges: activeExchanges(state.document),
      ...common(state),
    });
  });

  app.post('/blacklist/:id', async (c) => {
    const { id: exchange } = exchangeOf(c.req.param('id'), catalog);
    const { body, by } = await readBody(c, blacklistBody);
    const at = now();
    const entry = { exchange, reason: body.reason, by, at: at.toISOString(), expiresAt: endOf(body, at) };
    const state = await registry.change((document) => blacklist(document, entry), ifMatch(c));
    // not waited for: the thread may be busy parsing
    host.run({ type: 'drop', exchange }).catch((err) => log.warn({ err, exchange }, 'not dropped'));
    log.info({ exchange, by, changed: state.changed, version: state.version }, 'blacklist');
    return c.json({
      message: `Exchange ${exchange} is blacklisted`,
      blacklistedExchanges: blacklistedExchanges(state.document),
      ...common(state),
    });
  });

  app.delete('/blacklist/:id', async (c) => {
    const { id: exchange } = exchangeOf(c.req.param('id'), catalog);
    const { by } = await readBody(c, noBody);
    const state = await registry.change((document) => unblacklist(document, exchange), ifMatch(c));
    log.info({ exchange, by, changed: state.changed, version: state.version }, 'unblacklist');
    return c.json({
      message: `Exchange ${exchange} is not blacklisted`,
      blacklistedExchanges: blacklistedExchanges(state.document),
      activeExchanges: activeExchanges(state.document),
      ...common(state),
    });
  });

  const common = ({ changed, version }: { changed: boolean; version: number }) => ({
    changed,
    version,
    timestamp: now().toISOString(),
  });
  return app;
}

function settingsIn(document: RegistryDocument, id: string) {
  return document.configured.find(({ exchange }) => exchange === id)?.settings ?? {};
}

function refuseUnfit(connectivity: ReturnType<typeof staticChecks>): void {
  const failed = Object.values(connectivity).filter(({ status }) => status === 'failed');
  if (failed.length === 0) return;
  const why = failed.map(({ message }) => message).join('; ');
  throw new AppError('VALIDATION_FAILED', `Nothing was changed: ${why}.`, { details: { connectivity } });
}

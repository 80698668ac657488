import type { Context } from 'hono';
import { Hono } from 'hono/quick';
import { noBody, pauseBody } from '#lib/schemas/requests.ts';
import { pause, resume } from '../registry/decisions.ts';
import { activeExchanges, pausedExchanges } from '../registry/document.ts';
import type { RegistryState } from '../registry/registry.ts';
import { exchangeOf, ifMatch, readBody } from './requests.ts';
import type { ServiceDeps } from './service-deps.ts';

/** Pausing and resuming workers: decisions like the others, so that they outlive every collector. */
export function pauseRoutes({ registry, catalog, now, log }: ServiceDeps): Hono {
  const app = new Hono();

  app.post('/pause/:id', async (c) => {
    const { id: exchange } = exchangeOf(c.req.param('id'), catalog);
    const { body, by } = await readBody(c, pauseBody);
    const entry = { exchange, reason: body.reason, by, at: now().toISOString() };
    const state = await registry.change((document) => pause(document, entry), ifMatch(c));
    log.info({ exchange, by, changed: state.changed, version: state.version }, 'pause');
    return answer(c, `The worker of ${exchange} is paused`, state);
  });

  app.post('/resume/:id', async (c) => {
    const { id: exchange } = exchangeOf(c.req.param('id'), catalog);
    const { by } = await readBody(c, noBody);
    const state = await registry.change((document) => resume(document, exchange), ifMatch(c));
    log.info({ exchange, by, changed: state.changed, version: state.version }, 'resume');
    return answer(c, `The worker of ${exchange} is not paused`, state);
  });

  const answer = (c: Context, message: string, state: RegistryState & { changed: boolean }) => {
    const { changed, version, document } = state;
    const lists = { pausedExchanges: pausedExchanges(document), activeExchanges: activeExchanges(document) };
    return c.json({ message, ...lists, changed, version, timestamp: now().toISOString() });
  };
  return app;
}

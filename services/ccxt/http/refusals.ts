import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { AppError } from '#lib/errors.ts';
import type { Catalog } from '#services/common/exchange/catalog.ts';
import { ExchangeHostError } from '../exchanges/exchange-host.ts';
import {
  RegistryOutcomeUnknownError,
  RegistryUnavailableError,
  RegistryUnreadableError,
} from '../registry/store.ts';
import type { ServiceDeps } from './service-deps.ts';

/**
 * Errors as this service has always answered them (400 for what ccxt does not know and for the blacklisted), with
 * a `code` that says which.
 */
export function refusals({ catalog, log, now }: Pick<ServiceDeps, 'catalog' | 'log' | 'now'>) {
  return (error: Error, c: Context): Response => {
    const timestamp = now().toISOString();
    if (error instanceof AppError) {
      const { code, details } = error;
      const body = { error: error.message, code, ...(details !== undefined && { details }), timestamp };
      return c.json({ ...body, ...alternatives(error, catalog) }, statusOf(error));
    }
    log.error({ err: error, path: c.req.path }, 'request failed');
    if (error instanceof RegistryUnavailableError || error instanceof RegistryUnreadableError) {
      c.header('retry-after', '1');
      return c.json(
        { error: 'The registry cannot be used now', code: 'REGISTRY_UNAVAILABLE', timestamp },
        503,
      );
    }
    if (error instanceof RegistryOutcomeUnknownError) {
      const sentence = 'Whether the registry was changed is not known: read config';
      return c.json({ error: sentence, code: 'OUTCOME_UNKNOWN', timestamp }, 504);
    }
    const what = error instanceof ExchangeHostError ? error.message : 'see the log of the service';
    return c.json({ error: `Internal error: ${what}`, code: 'INTERNAL', timestamp }, 500);
  };
}

function statusOf({ code, status }: AppError): ContentfulStatusCode {
  if (code === 'EXCHANGE_UNKNOWN' || code === 'EXCHANGE_BLACKLISTED' || code === 'EXCHANGE_NOT_ACTIVE')
    return 400;
  return status as ContentfulStatusCode;
}

function alternatives({ code }: AppError, catalog: Catalog) {
  return code === 'EXCHANGE_UNKNOWN' ? { availableExchanges: [...catalog.keys()] } : {};
}

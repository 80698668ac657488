import { AdminKeys } from '../auth/admin-keys.ts';
import { systemClock } from '../cache/clock.ts';
import { adminConfig } from '../config.ts';
import { endpointFactory } from '../endpoint.ts';
import { jobFactory } from '../job-endpoint.ts';
import { adminKey } from '../middleware/admin-key.ts';
import { jsonBody } from '../middleware/json-body.ts';
import { observability } from '../observability.ts';
import { keySource, leaseCache, once, servicesOf } from './wiring.ts';

/** The composition root of whatever changes something: made at the first invocation, kept for the life of the process. */
const app = once(() => {
  const config = adminConfig(process.env);
  const watch = observability({ logLevel: config.LOG_LEVEL });
  const adminKeys = once(
    () => new AdminKeys(keySource(config.ADMIN_API_KEY, config.ADMIN_API_KEY_SECRET_ARN, 'ADMIN_API_KEY')),
  );
  return {
    ...watch,
    ...servicesOf(config),
    adminKeys,
    cache: leaseCache(config.REDIS_URL, watch),
    pause: abortablePause,
    now: Date.now,
  };
});

const parts = { app, log: () => app().logger, flush: () => app().flush() };

export const endpoint = endpointFactory({
  ...parts,
  gate: [adminKey(() => app().adminKeys())],
  body: [jsonBody()],
});
export const job = jobFactory(parts);

function abortablePause(ms: number, signal: AbortSignal): Promise<void> {
  return systemClock.delay(ms, signal).catch(() => undefined);
}

export { addBody, blacklistBody, invalidateCacheInput, refreshBody } from '../schemas/requests.ts';
export { addExchange } from '../usecases/add-exchange.ts';
export { blacklistExchange } from '../usecases/blacklist-exchange.ts';
export { invalidateCache } from '../usecases/invalidate-cache.ts';
export { refreshExchanges } from '../usecases/refresh-exchanges.ts';
export { restartWorker } from '../usecases/restart-worker.ts';
export { sweepBlacklist } from '../usecases/sweep-blacklist.ts';
export { unblacklistExchange } from '../usecases/unblacklist-exchange.ts';

import { readConfig } from '../config.ts';
import { endpointFactory } from '../endpoint.ts';
import { observability } from '../observability.ts';
import { redisOf } from './redis.ts';
import { leaseCache, once, servicesOf } from './wiring.ts';

/** The composition root of the public reads: made at the first invocation, kept for the life of the process. */
const app = once(() => {
  const config = readConfig(process.env);
  const watch = observability({ logLevel: config.LOG_LEVEL });
  return { ...watch, ...servicesOf(config), cache: leaseCache(redisOf(config, watch), watch) };
});

export const endpoint = endpointFactory({
  app,
  log: () => app().logger,
  gate: [],
  body: [],
  flush: () => app().flush(),
});

export { getConfig } from '../usecases/get-config.ts';
export { getOpenapi } from '../usecases/get-openapi.ts';
export { getSupported } from '../usecases/get-supported.ts';
export { getWorker } from '../usecases/get-worker.ts';
export { getWorkerStatus } from '../usecases/get-worker-status.ts';

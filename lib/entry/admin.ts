import { adminCalls } from '../admin-calls.ts';
import { auditTrail } from '../audit/audit-trail.ts';
import { AdminKeys } from '../auth/admin-keys.ts';
import { awsJson, DYNAMODB } from '../aws/aws-json.ts';
import { systemClock } from '../cache/clock.ts';
import { type AdminConfig, adminConfig } from '../config.ts';
import { endpointFactory } from '../endpoint.ts';
import { idempotency } from '../idempotency/idempotency.ts';
import { jobFactory } from '../job-endpoint.ts';
import { adminKey } from '../middleware/admin-key.ts';
import { jsonBody } from '../middleware/json-body.ts';
import { when } from '../middleware/when.ts';
import { type Counter, observability } from '../observability.ts';
import { openedWhenUsed, type RecordsPlace } from '../records/open-records.ts';
import { RESILIENCE } from '../resilience.ts';
import { isDeep } from '../usecases/get-health.ts';
import { awsIdentity } from './aws.ts';
import { probesOf } from './health.ts';
import { redisOf } from './redis.ts';
import { keySource, leaseCache, once, servicesOf } from './wiring.ts';

/** The composition root of whatever changes something: made at the first invocation, kept for the life of the process. */
const app = once(() => {
  const config = adminConfig(process.env);
  const watch = observability({ logLevel: config.LOG_LEVEL });
  const adminKeys = once(
    () =>
      new AdminKeys(
        keySource(config, config.ADMIN_API_KEY, config.ADMIN_API_KEY_SECRET_ARN, 'ADMIN_API_KEY'),
      ),
  );
  const services = servicesOf(config);
  const redis = redisOf(config, watch);
  const records = openedWhenUsed({ table: recordsTable(config), path: config.RECORDS_PATH });
  return {
    ...watch,
    ...services,
    records,
    audit: records.audit,
    adminKeys,
    cache: leaseCache(redis, watch),
    probes: probesOf(config, { redis, ...services }),
    pause: abortablePause,
    now: Date.now,
  };
});

function recordsTable(config: AdminConfig): RecordsPlace['table'] {
  const { RECORDS_TABLE: name, AWS_ENDPOINT_URL_DYNAMODB: endpoint } = config;
  if (!name) return undefined;
  const identity = awsIdentity(config, 'RECORDS_TABLE');
  return { name, dynamoDb: awsJson(DYNAMODB, { identity, endpoint, limits: RESILIENCE.records }) };
}

const calls = once(() => {
  const { records, auditLine, logger, count, now } = app();
  const failed = (counter: Counter) => (cause: unknown) => {
    count(counter);
    logger.error(counter, cause instanceof Error ? cause : String(cause));
  };
  return adminCalls({
    app,
    record: auditTrail({ store: records.audit, line: auditLine, onFailure: failed('audit_failed'), now }),
    once: idempotency({ store: records.idempotency, onUnkept: failed('idempotency_failed'), now }),
    warm: records.warm,
    now,
  });
});

const parts = { app, log: () => app().logger, flush: () => app().flush() };

const keys = () => app().adminKeys();
const onRefused = (address: string | undefined) => {
  app().count('admin_auth_failed');
  app().logger.warn('admin key refused', { address });
};

export const endpoint = endpointFactory({
  ...parts,
  around: {
    invocation: (...args) => calls().invocation(...args),
    useCase: (...args) => calls().useCase(...args),
  },
  gate: [adminKey({ keys, onLetIn: (...args) => calls().letIn(...args), onRefused })],
  body: [jsonBody()],
});
export const job = jobFactory(parts);

/** For health, which changes nothing and leaves no record; only its deep form needs the key. */
export const healthEndpoint = endpointFactory({
  ...parts,
  gate: [
    when(
      ({ event }) => isDeep(event.queryStringParameters),
      adminKey({ keys, onLetIn: () => undefined, onRefused }),
    ),
  ],
  body: [],
});

/** One of the changes of a job, with an audit record of its own. */
export const recordedChange: ReturnType<typeof calls>['change'] = (...args) => calls().change(...args);

function abortablePause(ms: number, signal: AbortSignal): Promise<void> {
  return systemClock.delay(ms, signal).catch(() => undefined);
}

export { newestVersion } from '../registry-stream.ts';
export {
  addBody,
  blacklistBody,
  invalidateCacheInput,
  pauseBody,
  refreshBody,
  restartWorkersBody,
} from '../schemas/requests.ts';
export { addExchange } from '../usecases/add-exchange.ts';
export { blacklistExchange } from '../usecases/blacklist-exchange.ts';
export { getAudit } from '../usecases/get-audit.ts';
export { getHealth } from '../usecases/get-health.ts';
export { invalidateCache } from '../usecases/invalidate-cache.ts';
export { pauseWorker } from '../usecases/pause-worker.ts';
export { refreshExchanges } from '../usecases/refresh-exchanges.ts';
export { restartWorker } from '../usecases/restart-worker.ts';
export { restartWorkers } from '../usecases/restart-workers.ts';
export { resumeWorker } from '../usecases/resume-worker.ts';
export { sweepBlacklist } from '../usecases/sweep-blacklist.ts';
export { unblacklistExchange } from '../usecases/unblacklist-exchange.ts';

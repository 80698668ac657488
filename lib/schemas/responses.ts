import * as v from 'valibot';
import type { AuditRecord } from '../domain/audit-record.ts';
import { WORKER_STATES } from '../domain/worker.ts';
import { ERRORS, type ErrorCode } from '../errors.ts';
import { check, configReply, configuredExchange, mutationReply, serviceSettings } from './ccxt-service.ts';
import { workerDetail, workerReport, workersReport } from './collector.ts';

/**
 * What the functions answer, as the API's description tells it (openapi/); the contract test holds them to it. A caller
 * must expect fields that are not here: the CCXT service's own ones are passed through.
 */

const ids = v.array(v.string());
const instant = v.pipe(v.string(), v.isoTimestamp());
const state = v.picklist([...WORKER_STATES, 'unknown']);

export const workerFact = v.looseObject({ state, generation: v.number() });
export const connectivity = v.looseObject({
  health: check,
  capability: check,
  rateLimit: check,
  worker: check,
});

/** GET config. Who blacklisted or paused, and why, is not public. */
export const configAnswer = v.looseObject({
  ...configReply.entries,
  config: v.looseObject({ blacklistedExchanges: ids, pausedExchanges: v.optional(ids) }),
  blacklist: v.optional(
    v.array(v.looseObject({ exchange: v.string(), at: instant, expiresAt: v.optional(v.nullable(instant)) })),
  ),
  paused: v.optional(v.array(v.looseObject({ exchange: v.string(), at: instant }))),
  timestamp: v.optional(instant),
});

/** GET supported. */
export const supportedAnswer = v.looseObject({ exchanges: ids, count: v.number() });
export type SupportedAnswer = v.InferOutput<typeof supportedAnswer>;

/** GET workers/:exchange. */
export const workerAnswer = v.looseObject({ ...workerDetail.entries, connectivity });

const change = {
  message: v.string(),
  changed: v.boolean(),
  version: mutationReply.entries.version,
  timestamp: v.optional(instant),
  warnings: v.array(v.string()),
};
const changeOfOne = { ...change, connectivity, worker: workerFact };

/** POST add/:exchange. */
export const addAnswer = v.looseObject({ ...changeOfOne, activeExchanges: v.optional(ids) });
/** POST add/:exchange?dryRun=true. */
export const addDryRunAnswer = v.looseObject({
  dryRun: v.literal(true),
  changed: v.literal(false),
  connectivity,
  warnings: v.array(v.string()),
});
export type AddDryRunAnswer = v.InferOutput<typeof addDryRunAnswer>;
/** POST blacklist/:exchange. */
export const blacklistAnswer = v.looseObject({ ...changeOfOne, blacklistedExchanges: v.optional(ids) });
/** DELETE blacklist/:exchange. */
export const unblacklistAnswer = v.looseObject({
  ...changeOfOne,
  blacklistedExchanges: v.optional(ids),
  activeExchanges: v.optional(ids),
});
/** POST workers/:exchange/pause and /resume. */
export const pauseAnswer = v.looseObject({
  ...changeOfOne,
  pausedExchanges: v.optional(ids),
  activeExchanges: v.optional(ids),
});

/** POST refresh. What lies in the record of connectivity and workers is keyed by exchange id. */
export const refreshAnswer = v.looseObject({
  ...change,
  activeExchanges: v.optional(ids),
  added: v.optional(ids),
  removed: v.optional(ids),
  updated: v.optional(ids),
  unchanged: v.optional(ids),
  failed: v.optional(ids),
  pending: v.optional(ids),
  connectivity: v.record(v.string(), connectivity),
  workers: v.record(v.string(), workerFact),
});

/** POST workers/:exchange/restart. */
export const restartAnswer = v.looseObject({
  message: v.string(),
  exchange: v.string(),
  worker: workerReport,
});

/** POST workers/restart. `pending`: it has been told, and had no success yet; `check` says more. */
export const restartedItem = v.looseObject({
  exchange: v.string(),
  outcome: v.picklist(['restarted', 'pending', 'would_restart', 'skipped']),
  state: v.string(),
  generation: v.number(),
  code: v.optional(v.picklist(['EXCHANGE_NOT_ACTIVE', 'NOT_TO_RUN', 'NOT_FAILED'])),
  check: v.optional(check),
});
export const restartWorkersAnswer = v.looseObject({
  dryRun: v.boolean(),
  onlyFailed: v.boolean(),
  selected: v.number(),
  results: v.array(restartedItem),
});
export type RestartWorkersAnswer = v.InferOutput<typeof restartWorkersAnswer>;

const version = v.nullable(v.number());
export const auditRecord = v.object({
  id: v.string(),
  at: instant,
  durationMs: v.number(),
  requestId: v.string(),
  source: v.picklist(['http', 'schedule', 'job']),
  key: v.nullable(v.object({ stage: v.picklist(['current', 'previous']), version: v.nullable(v.string()) })),
  actor: v.nullable(v.string()),
  address: v.nullable(v.string()),
  action: v.string(),
  exchange: v.nullable(v.string()),
  input: v.record(v.string(), v.unknown()),
  registryVersion: v.object({ before: version, after: version }),
  outcome: v.object({
    status: v.number(),
    code: v.string(),
    changed: v.nullable(v.boolean()),
    replayed: v.boolean(),
  }),
}) satisfies v.GenericSchema<AuditRecord>;
/** GET audit. */
export const auditAnswer = v.looseObject({
  records: v.array(auditRecord),
  nextCursor: v.nullable(v.string()),
});
export type AuditAnswer = v.InferOutput<typeof auditAnswer>;

/** What GET health?deep=true found out of one part. */
export const healthCheck = v.looseObject({
  status: v.picklist(['up', 'down', 'skipped']),
  latencyMs: v.number(),
  version: v.optional(v.union([v.string(), v.number()])),
  state: v.optional(v.string()),
  code: v.optional(v.string()),
  message: v.optional(v.string()),
});
/** GET health; `checks` in its deep form only. */
export const healthAnswer = v.looseObject({
  status: v.picklist(['healthy', 'unhealthy']),
  service: v.string(),
  version: v.string(),
  timestamp: instant,
  checks: v.optional(
    v.looseObject({
      redis: healthCheck,
      elastiCache: healthCheck,
      ccxtService: healthCheck,
      collector: healthCheck,
      registry: healthCheck,
    }),
  ),
});

/** GET openapi.json: a document by the OpenAPI specification 3.1. */
export const openapiAnswer = v.objectWithRest(
  {
    openapi: v.literal('3.1.1'),
    info: v.objectWithRest({ title: v.string(), version: v.string() }, v.unknown()),
    paths: v.record(v.string(), v.unknown()),
  },
  v.unknown(),
);

/** Every error's body. */
export const errorAnswer = v.looseObject({
  error: v.string(),
  message: v.string(),
  code: v.picklist(Object.keys(ERRORS) as ErrorCode[]),
  requestId: v.string(),
  retryable: v.boolean(),
  details: v.optional(v.unknown()),
});

export { check, configuredExchange, serviceSettings, workerReport, workersReport };

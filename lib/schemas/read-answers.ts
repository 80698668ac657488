import * as v from 'valibot';
import type { AuditRecord } from '../domain/audit-record.ts';
import { ERRORS, type ErrorCode } from '../errors.ts';
import { configReply } from './ccxt-service.ts';
import { connectivity } from './change-answers.ts';
import { workerDetail } from './collector.ts';

/**
 * What the functions answer to readers, as the API's description tells it (openapi/); the contract test holds them to it. A
 * caller must expect fields that are not here: the CCXT service's own ones are passed through.
 */

const ids = v.array(v.string());
const instant = v.pipe(v.string(), v.isoTimestamp());

/** GET config. Who blacklisted or paused, and why, is not public. */
export const configAnswer = v.object({
  ...configReply.entries,
  config: v.object({ blacklistedExchanges: ids, pausedExchanges: v.optional(ids) }),
  blacklist: v.optional(
    v.array(v.object({ exchange: v.string(), at: instant, expiresAt: v.optional(v.nullable(instant)) })),
  ),
  paused: v.optional(v.array(v.object({ exchange: v.string(), at: instant }))),
  timestamp: v.optional(instant),
});

/** GET supported. */
export const supportedAnswer = v.object({ exchanges: ids, count: v.number() });
export type SupportedAnswer = v.InferOutput<typeof supportedAnswer>;

/** GET workers/:exchange. */
export const workerAnswer = v.object({ ...workerDetail.entries, connectivity });

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
export const auditAnswer = v.object({
  records: v.array(auditRecord),
  nextCursor: v.nullable(v.string()),
});
export type AuditAnswer = v.InferOutput<typeof auditAnswer>;

/** What GET health?deep=true found out of one part. */
export const healthCheck = v.object({
  status: v.picklist(['up', 'down', 'skipped']),
  latencyMs: v.number(),
  version: v.optional(v.union([v.string(), v.number()])),
  state: v.optional(v.string()),
  code: v.optional(v.string()),
  message: v.optional(v.string()),
});
/** GET health; `checks` in its deep form only. */
export const healthAnswer = v.object({
  status: v.picklist(['healthy', 'unhealthy']),
  service: v.string(),
  version: v.string(),
  timestamp: instant,
  checks: v.optional(
    v.object({
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
export const errorAnswer = v.object({
  error: v.string(),
  message: v.string(),
  code: v.picklist(Object.keys(ERRORS) as ErrorCode[]),
  requestId: v.string(),
  retryable: v.boolean(),
  details: v.optional(v.unknown()),
});

import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import * as upstream from '#lib/schemas/ccxt-service.ts';
import * as changes from '#lib/schemas/change-answers.ts';
import * as collector from '#lib/schemas/collector.ts';
import * as reads from '#lib/schemas/read-answers.ts';
import * as requests from '#lib/schemas/requests.ts';
import { FIELDS } from './fields.ts';

/** The schemas that the functions run on, by their names in the API's description. */
export const SCHEMAS = {
  AddBody: requests.addBody,
  BlacklistBody: requests.blacklistBody,
  PauseBody: requests.pauseBody,
  RefreshBody: requests.refreshBody,
  RestartWorkersBody: requests.restartWorkersBody,

  Check: changes.check,
  Connectivity: changes.connectivity,
  ExchangeSettings: upstream.serviceSettings,
  ConfiguredExchange: upstream.configuredExchange,
  WorkerFact: changes.workerFact,
  Worker: collector.workerReport,
  RestartedWorker: changes.restartedItem,
  AuditRecord: reads.auditRecord,
  HealthCheck: reads.healthCheck,

  Config: reads.configAnswer,
  Supported: reads.supportedAnswer,
  WorkersReport: collector.workersReport,
  WorkerDetail: reads.workerAnswer,
  AddResult: changes.addAnswer,
  AddDryRun: changes.addDryRunAnswer,
  BlacklistResult: changes.blacklistAnswer,
  UnblacklistResult: changes.unblacklistAnswer,
  PauseResult: changes.pauseAnswer,
  RefreshResult: changes.refreshAnswer,
  RestartResult: changes.restartAnswer,
  RestartWorkersResult: changes.restartWorkersAnswer,
  AuditPage: reads.auditAnswer,
  Health: reads.healthAnswer,
  OpenApiDocument: reads.openapiAnswer,
  Error: reads.errorAnswer,
} as const satisfies Record<string, v.GenericSchema>;
export type SchemaName = keyof typeof SCHEMAS;

export function reference(name: SchemaName): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

/** All of them as JSON Schema 2020-12; throws when a field has no description, or a description no field. */
export function componentSchemas(): Record<string, JsonSchema> {
  const described = new Set<string>();
  const made = Object.entries(SCHEMAS).map(([name, schema]) => {
    // bodies: what a caller may send; answers: what comes
    const {
      $schema: _,
      $defs: __,
      ...json
    } = toJsonSchema(schema, {
      target: 'draft-2020-12',
      typeMode: name.endsWith('Body') ? 'input' : 'output',
      errorMode: 'ignore',
      definitions: Object.fromEntries(Object.entries(SCHEMAS).filter(([other]) => other !== name)),
      overrideRef: ({ referenceId }) => reference(referenceId as SchemaName).$ref,
    });
    return [name, withDescriptions(json, name, described)] as const;
  });
  const idle = Object.keys(FIELDS).filter((field) => !described.has(field));
  if (idle.length > 0) throw new Error(`openapi/fields.ts describes what no schema has: ${idle.join(', ')}`);
  return Object.fromEntries(made);
}

function withDescriptions(schema: JsonSchema, path: string, described: Set<string>): JsonSchema {
  const within = (inner: JsonSchema | boolean, step: string) =>
    typeof inner === 'object' ? withDescriptions(inner, step, described) : inner;
  const properties = Object.entries(schema.properties ?? {}).map(([field, inner]) => {
    const [specific, general] = [`${path}.${field}`, field];
    const key = specific in FIELDS ? specific : general;
    const description = FIELDS[key];
    if (description === undefined) throw new Error(`Describe ${specific} in openapi/fields.ts.`);
    described.add(key);
    return [field, { ...Object(within(inner, specific)), description }];
  });
  const { required, ...rest } = schema;
  return {
    ...rest,
    ...(required && required.length > 0 ? { required } : {}),
    ...(schema.properties ? { properties: Object.fromEntries(properties) } : {}),
    ...(schema.items && !Array.isArray(schema.items) ? { items: within(schema.items, path) } : {}),
    ...(schema.anyOf ? { anyOf: schema.anyOf.map((inner) => within(inner, path)) } : {}),
    ...(schema.additionalProperties === undefined
      ? {}
      : { additionalProperties: within(schema.additionalProperties, path) }),
  };
}

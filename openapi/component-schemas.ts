import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import * as requests from '#lib/schemas/requests.ts';
import * as responses from '#lib/schemas/responses.ts';
import { FIELDS } from './fields.ts';

/** The schemas that the functions run on, by their names in the API's description. */
export const SCHEMAS = {
  AddBody: requests.addBody,
  BlacklistBody: requests.blacklistBody,
  PauseBody: requests.pauseBody,
  RefreshBody: requests.refreshBody,
  RestartWorkersBody: requests.restartWorkersBody,

  Check: responses.check,
  Connectivity: responses.connectivity,
  ExchangeSettings: responses.serviceSettings,
  ConfiguredExchange: responses.configuredExchange,
  WorkerFact: responses.workerFact,
  Worker: responses.workerReport,
  RestartedWorker: responses.restartedItem,
  AuditRecord: responses.auditRecord,
  HealthCheck: responses.healthCheck,

  Config: responses.configAnswer,
  Supported: responses.supportedAnswer,
  WorkersReport: responses.workersReport,
  WorkerDetail: responses.workerAnswer,
  AddResult: responses.addAnswer,
  AddDryRun: responses.addDryRunAnswer,
  BlacklistResult: responses.blacklistAnswer,
  UnblacklistResult: responses.unblacklistAnswer,
  PauseResult: responses.pauseAnswer,
  RefreshResult: responses.refreshAnswer,
  RestartResult: responses.restartAnswer,
  RestartWorkersResult: responses.restartWorkersAnswer,
  AuditPage: responses.auditAnswer,
  Health: responses.healthAnswer,
  OpenApiDocument: responses.openapiAnswer,
  Error: responses.errorAnswer,
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

import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { ROUTES, type RouteName } from '#lib/routes.ts';
import document from '../../docs/openapi.json' with { type: 'json' };
import type { Played } from './play.ts';

type Json = { [key: string]: Json } & { $ref?: string };
const described = document as unknown as Json;

/** What the description says of a response, or undefined where it says nothing. */
function responseOf(operation: RouteName, status: number): Json | undefined {
  const { method, path } = ROUTES[operation];
  return described.paths?.[path]?.[method.toLowerCase()]?.responses?.[status];
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ ...closed(described), $id: 'api' });

/**
 * Objects hold nothing that is not described. A caller must expect more, but a field of ours without a description is a
 * mistake.
 */
function closed(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema), (_, value) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
    const isOpen = value.type === 'object' && value.properties && value.additionalProperties === undefined;
    // of several schemas for one value each sees the fields of all
    return isOpen || value.allOf ? { ...value, unevaluatedProperties: false } : value;
  });
}

/** Where an answer is not as the description says; empty when it is. */
export function violations(operation: RouteName, { status, headers, body }: Played): string[] {
  const response = responseOf(operation, status);
  if (!response) return [`${operation} is not said to answer ${status}`];
  return [...bodyViolations(operation, status, response, body), ...headerViolations(response, headers)];
}

function bodyViolations(operation: RouteName, status: number, response: Json, body: unknown): string[] {
  if (!response.content) return body === undefined ? [] : [`${status} is said to have no body`];
  const { method, path } = ROUTES[operation];
  const steps = [
    'paths',
    path,
    method.toLowerCase(),
    'responses',
    `${status}`,
    'content',
    'application/json',
    'schema',
  ];
  const pointer = steps
    .map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1'))
    .map(encodeURIComponent);
  const validate = ajv.getSchema(`api#/${pointer.join('/')}`);
  if (!validate) throw new Error(`no schema for ${operation} ${status}`);
  if (validate(body)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

/** What is described and may be left out. */
const OPTIONAL = new Set([
  'Retry-After',
  'X-Worker-Restart-Warning',
  'Idempotent-Replayed',
  'X-Worker-Restart-Info',
]);

function headerViolations(response: Json, headers: Headers): string[] {
  const said = Object.keys(response.headers ?? {});
  const known = Object.entries(described.components?.headers ?? {});
  return known.flatMap(([name, header]) => {
    const value = headers.get(name);
    if (value === null) return said.includes(name) && !OPTIONAL.has(name) ? [`no header ${name}`] : [];
    if (!said.includes(name)) return [`header ${name} is not described`];
    return ajv.validate(Object(header).schema, value) ? [] : [`header ${name}: ${value}`];
  });
}

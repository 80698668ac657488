import type { JsonSchema } from '@valibot/to-json-schema';
import { ERRORS } from '#lib/errors.ts';
import { ROUTES } from '#lib/routes.ts';
import type { ApiDocument } from './document.ts';

const NOTICE = '// Made by `npm run openapi` from the schemas that the functions run on: do not edit.\n';

/** client/src/types.ts: an exported type for each schema of the document. */
export function clientTypes({ components }: ApiDocument): string {
  const types = Object.entries(components.schemas).map(([name, schema]) => {
    if (schema.type !== 'object' || !schema.properties || name === 'Error') {
      return `export type ${name === 'Error' ? 'ErrorBody' : name} = ${typeOf(schema)};`;
    }
    const base = baseOf(name, schema, components);
    if (!base) return `export interface ${name} ${objectType(schema)}`;
    const own = Object.entries(schema.properties).filter(([field]) => !base.fields.has(field));
    return `export interface ${name} extends ${base.name} ${objectType({ ...schema, properties: Object.fromEntries(own) })}`;
  });
  const codes = `export type ErrorCode =\n  ${Object.keys(ERRORS)
    .map((code) => `| '${code}'`)
    .join('\n  ')};`;
  return [NOTICE, codes, ...types].join('\n');
}

/** Fewer fields in common are no kinship. */
const FEWEST_SHARED = 10;

/** Another schema all of whose fields this one has too, with the same meaning. */
function baseOf(name: string, schema: JsonSchema, { schemas }: ApiDocument['components']) {
  const mine = described(schema);
  for (const [other, candidate] of Object.entries(schemas)) {
    const fields = described(candidate);
    const isKin = other !== name && fields.size >= FEWEST_SHARED;
    if (isKin && [...fields].every(([field, text]) => mine.get(field) === text))
      return { name: other, fields };
  }
  return undefined;
}

function described({ properties = {}, required = [] }: JsonSchema): Map<string, string> {
  return new Map(
    Object.entries(properties).map(([field, inner]) => [
      field,
      JSON.stringify([inner, required.includes(field)]),
    ]),
  );
}

/** client/src/operations.ts: where each operation is, and whether it needs the admin key. */
export function clientOperations(): string {
  const rows = Object.entries(ROUTES).map(
    ([name, { method, path, access }]) =>
      `  '${name}': { method: '${method}', path: '${path}', access: '${access}' },`,
  );
  return `${NOTICE}
export const OPERATIONS = {
${rows.join('\n')}
} as const;
export type OperationId = keyof typeof OPERATIONS;
`;
}

function typeOf(schema: JsonSchema | boolean): string {
  if (typeof schema === 'boolean') return 'unknown';
  if (schema.$ref !== undefined) return schema.$ref.replace('#/components/schemas/', '');
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum) return schema.enum.map(literal).join(' | ');
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' | ');
  switch (schema.type) {
    case 'object':
      return objectType(schema);
    case 'array':
      return `Array<${typeOf(schema.items as JsonSchema)}>`;
    case 'integer':
      return 'number';
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return schema.type;
    case undefined:
      return 'unknown';
    default:
      throw new Error(`No type for ${JSON.stringify(schema)}`);
  }
}

function objectType({ properties, required = [], additionalProperties }: JsonSchema): string {
  if (!properties) return `Record<string, ${typeOf(additionalProperties ?? true)}>`;
  const fields = Object.entries(properties).map(([name, inner]) => {
    const { description } = inner as JsonSchema;
    const isOptional = !required.includes(name);
    const type = typeOf(inner);
    // callers may say undefined; answers either have a field or not
    return `  /** ${description} */\n  ${name}${isOptional ? '?' : ''}: ${type}${isOptional ? ' | undefined' : ''};`;
  });
  return `{\n${fields.join('\n')}\n}`;
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

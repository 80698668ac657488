import type { JsonSchema } from '@valibot/to-json-schema';
import { ERRORS } from '#lib/errors.ts';
import { ROUTES, type Route, type RouteName } from '#lib/routes.ts';
import type { ApiDocument } from './document.ts';
import { OPERATIONS } from './operations.ts';
import { HEADERS, PARAMETERS } from './parameters.ts';

/** docs/api.md: the API on one page, for reading; openapi.json has it all. */
export function apiMarkdown({ components }: ApiDocument): string {
  const routes = Object.entries(ROUTES) as [RouteName, Route][];
  const headersOf = Object.values(PARAMETERS).filter((parameter) => parameter.in === 'header');
  return `<!-- Made by npm run openapi from the table of routes and the schemas of the code: do not edit. -->

# API

All of it, with schemas, examples and the errors of each operation: [openapi.json](openapi.json) (OpenAPI 3.1), which
the running system serves at \`/api/v1/openapi.json\` and shows at \`/docs\`. For TypeScript there is a
[client](../client/README.md).

Admin operations need the header \`X-Admin-Key\`. Everything is JSON. An exchange's id is ccxt's, 1 to 64 of
\`a-z 0-9 - _\`; upper case is taken too.

${table(
  ['Route', 'Access', 'Operation', 'What it does'],
  routes.map(([name, { method, path, access }]) => [
    `${method} \`${path}\``,
    access,
    `\`${name}\``,
    OPERATIONS[name].description,
  ]),
)}

## Parameters

${table(
  ['Query', 'Of', 'Meaning'],
  Object.values(PARAMETERS)
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, description }) => [
      `\`${name}\``,
      routes.flatMap(([route, { query }]) => (query?.includes(name) ? [`\`${route}\``] : [])).join(', '),
      description,
    ]),
)}

${table(
  ['Request header', 'Meaning'],
  [
    ['`X-Admin-Key`', components.securitySchemes.adminKey.description],
    ...headersOf.map(({ name, description }) => [`\`${name}\``, description]),
  ],
)}

## Bodies

All are optional; a field that is not known is refused. At most 16 KB, \`Content-Type: application/json\`.

${table(
  ['Operation', 'Field', 'Meaning'],
  routes.flatMap(([name]) => {
    const { body } = OPERATIONS[name];
    const fields = body ? Object.entries(components.schemas[body]?.properties ?? {}) : [];
    return fields.map(([field, schema]) => [
      `\`${name}\``,
      `\`${field}\``,
      `${(schema as JsonSchema).description ?? ''}${limits(schema as JsonSchema)}`,
    ]);
  }),
)}

## Response headers

${table(
  ['Header', 'Meaning'],
  Object.entries(HEADERS).map(([name, { description }]) => [`\`${name}\``, description]),
)}

## Errors

\`{error, message, code, requestId, retryable, details?}\`: \`error\` is the same sentence for every error of a code,
\`message\` says what to do next. What no route matches is the gateway's own 404, \`{"message":"Not Found"}\`.

${table(
  ['Status', 'Code'],
  Object.entries(ERRORS).map(([code, [status, sentence]]) => [String(status), `\`${code}\`: ${sentence}`]),
)}
`;
}

function table(head: string[], rows: readonly string[][]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

/** Of a field that may also be `null` those of its values. */
function limits({
  anyOf: [only] = [],
  minimum,
  maximum,
  minLength,
  maxLength,
  maxItems,
}: JsonSchema): string {
  if (typeof only === 'object') return limits(only);
  const count = (value: number) => value.toLocaleString('en');
  if (minimum !== undefined && maximum !== undefined) return ` ${count(minimum)} to ${count(maximum)}.`;
  if (maxLength !== undefined) return ` ${count(minLength ?? 0)} to ${count(maxLength)} characters.`;
  return maxItems === undefined ? '' : ` At most ${count(maxItems)}.`;
}

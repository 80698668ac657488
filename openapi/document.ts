import { ROUTES, type Route, type RouteName } from '#lib/routes.ts';
import { VERSION } from '#lib/version.ts';
import { componentSchemas } from './component-schemas.ts';
import { type Example, requestExamples } from './examples.ts';
import { OPERATIONS } from './operations.ts';
import { HEADERS, PARAMETERS, type ParameterName } from './parameters.ts';
import { responsesOf } from './responses.ts';

/** The API's description by the OpenAPI specification 3.1, made from the table of routes and the schemas of the code. */
export function apiDocument(examples: readonly Example[]) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, route] of Object.entries(ROUTES) as [RouteName, Route][]) {
    paths[route.path] ??= {};
    Object.assign(paths[route.path] ?? {}, {
      [route.method.toLowerCase()]: operation(
        name,
        route,
        examples.filter(({ operation }) => operation === name),
      ),
    });
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Exchange Control Plane',
      version: VERSION,
      description: ABOUT,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'Where this description came from' }],
    tags: [
      { name: 'Exchanges', description: 'What is configured, blacklisted and collected' },
      { name: 'Workers', description: 'What polls each active exchange' },
      { name: 'System', description: 'Health, audit log, this description' },
    ],
    paths,
    components: {
      securitySchemes: {
        adminKey: { type: 'apiKey', in: 'header', name: 'X-Admin-Key', description: 'The admin key, once.' },
      },
      parameters: PARAMETERS,
      headers: HEADERS,
      schemas: componentSchemas(),
    },
  };
}
export type ApiDocument = ReturnType<typeof apiDocument>;

const ABOUT = `Operators add an exchange, blacklist one that misbehaves, refresh, restart and pause workers, and see what is collecting. A change that was acknowledged is never followed by a stale answer.

Operations with a lock need the header \`X-Admin-Key\`. Bodies are JSON of at most 16 KB; all are optional, and a field that is not known is refused. Answers may gain fields.

A change answers within 25 s. What could not be finished after the change was made is in \`warnings\` or \`pending\`, and goes on by itself.`;

function operation(name: RouteName, route: Route, examples: readonly Example[]) {
  const { tag, summary, description, body } = OPERATIONS[name];
  const isDeepOnly = name === 'get-health';
  return {
    operationId: name,
    tags: [tag],
    summary,
    description,
    security: route.access === 'admin' ? [{ adminKey: [] }] : isDeepOnly ? [{}, { adminKey: [] }] : [{}],
    parameters: parametersOf(name, route).map((parameter) => ({
      $ref: `#/components/parameters/${parameter}`,
    })),
    ...(body
      ? {
          requestBody: {
            required: false,
            content: {
              'application/json': {
                schema: { $ref: `#/components/schemas/${body}` },
                examples: requestExamples(examples),
              },
            },
          },
        }
      : {}),
    responses: responsesOf(name, examples),
  };
}

function parametersOf(name: RouteName, { method, path, access, query = [] }: Route): ParameterName[] {
  const { headers, conditional } = OPERATIONS[name];
  const isTagged = headers?.some((group) => group === 'cached' || group === 'tagged');
  return [
    ...(path.includes('{exchange}') ? (['exchange'] as const) : []),
    ...(query as readonly ParameterName[]),
    ...(access === 'admin' && method !== 'GET' ? (['idempotencyKey'] as const) : []),
    ...(conditional ? (['ifMatch'] as const) : []),
    ...(access === 'admin' ? (['actor'] as const) : []),
    ...(isTagged ? (['ifNoneMatch'] as const) : []),
  ];
}

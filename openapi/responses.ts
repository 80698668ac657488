import { ERRORS, type ErrorCode } from '#lib/errors.ts';
import { ROUTES, type Route, type RouteName } from '#lib/routes.ts';
import { reference } from './component-schemas.ts';
import { type Example, responseExamples } from './examples.ts';
import { OPERATIONS } from './operations.ts';
import type { HeaderName } from './parameters.ts';

/** A header that cannot be read is refused everywhere; nothing is free of defects. */
const ALWAYS_POSSIBLE: readonly ErrorCode[] = ['INVALID_REQUEST', 'INTERNAL'];
const ALWAYS: readonly HeaderName[] = ['X-Request-Id', 'Cache-Control'];
const GROUPS: Record<string, readonly HeaderName[]> = {
  cached: ['X-Cache', 'Age', 'ETag', 'Vary'],
  tagged: ['ETag', 'Vary'],
  workerInfo: ['X-Worker-Restart-Info'],
  workerWarning: ['X-Worker-Restart-Warning'],
};

/** The responses of an operation by status: its answers, 304 where it has a tag, and its errors. */
export function responsesOf(name: RouteName, examples: readonly Example[]): Record<string, unknown> {
  const { answers, errors, headers = [] } = OPERATIONS[name];
  const route: Route = ROUTES[name];
  const own = headers.flatMap((group) => GROUPS[group] ?? []);
  const replayed: HeaderName[] =
    route.access === 'admin' && route.method !== 'GET' ? ['Idempotent-Replayed'] : [];
  const of = (status: number) => examples.filter(({ response }) => response.status === status);
  const [only, ...more] = answers.map(reference);

  const responses: Record<string, unknown> = {
    200: {
      description: 'As asked.',
      headers: headerReferences([...ALWAYS, ...own, ...replayed]),
      content: json(more.length === 0 ? only : { anyOf: [only, ...more] }, of(200)),
    },
  };
  if (own.includes('ETag')) {
    responses[304] = {
      description: 'The answer with the tag in `If-None-Match` is still right.',
      headers: headerReferences([...ALWAYS, ...own]),
    };
  }
  for (const [status, codes] of byStatus([...ALWAYS_POSSIBLE, ...errors])) {
    const schema = { allOf: [reference('Error'), { properties: { code: { enum: codes } } }] };
    const isHealth = name === 'get-health' && status === 503;
    responses[status] = {
      description: codes.map((code) => `\`${code}\`: ${ERRORS[code][1]}.`).join('\n\n'),
      headers: headerReferences([...ALWAYS, ...(mayRetry(status, codes) ? (['Retry-After'] as const) : [])]),
      content: json(isHealth ? { anyOf: [reference('Health'), schema] } : schema, of(status)),
    };
  }
  return responses;
}

/** Whether `Retry-After` may come. */
function mayRetry(status: number, codes: readonly ErrorCode[]): boolean {
  return status === 503 || codes.includes('IDEMPOTENCY_IN_FLIGHT');
}

/** The codes of each status, in ascending order, each once. */
function byStatus(codes: readonly ErrorCode[]): [number, ErrorCode[]][] {
  const groups = Map.groupBy(new Set(codes), (code) => ERRORS[code][0] as number);
  return [...groups].toSorted(([a], [b]) => a - b);
}

function headerReferences(names: readonly HeaderName[]) {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function json(schema: unknown, examples: readonly Example[]) {
  return {
    'application/json': {
      schema,
      ...(examples.length > 0 ? { examples: responseExamples(examples) } : {}),
    },
  };
}

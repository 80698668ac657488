import type { RouteName } from '#lib/routes.ts';

/** A call that was made of a running system, and what it answered (openapi/record.ts). */
export interface Example {
  operation: RouteName;
  /** Unique within its operation. */
  name: string;
  summary: string;
  request: {
    exchange?: string;
    query?: Record<string, string>;
    /** The admin key aside. */
    headers?: Record<string, string>;
    body?: unknown;
  };
  response: { status: number; body?: unknown };
}

/** By name, as OpenAPI's `examples` of a request body. */
export function requestExamples(examples: readonly Example[]) {
  return Object.fromEntries(
    examples
      .filter(({ request, response }) => request.body !== undefined && response.status === 200)
      .map(({ name, summary, request }) => [name, { summary, value: request.body }]),
  );
}

/** By name, as OpenAPI's `examples` of a response. */
export function responseExamples(examples: readonly Example[]) {
  return Object.fromEntries(
    examples
      .filter(({ response }) => response.body !== undefined)
      .map(({ name, summary, response }) => [name, { summary, value: response.body }]),
  );
}

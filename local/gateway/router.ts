import type { Route } from '#lib/routes.ts';

export type RouteTable = Readonly<Record<string, Pick<Route, 'method' | 'path' | 'timeoutMs'>>>;

export interface RouteMatch {
  /** The function's name. */
  name: string;
  /** As API Gateway writes it: `GET /api/v1/exchanges/config`. */
  routeKey: string;
  timeoutMs: number;
  pathParameters: Record<string, string>;
}

/**
 * Finds the route of a request by its method and **decoded** path, as API Gateway does: `%2F` separates segments, a
 * parameter takes exactly one non-empty segment, a route with fewer parameters goes first, a trailing slash counts.
 */
export function router(routes: RouteTable): (method: string, path: string) => RouteMatch | undefined {
  const entries = Object.entries(routes)
    .map(([name, route]) => ({ name, ...route, segments: route.path.split('/') }))
    .sort((a, b) => parameterCount(a.segments) - parameterCount(b.segments));

  return (method, path) => {
    const actual = path.split('/');
    for (const { name, segments, timeoutMs, ...route } of entries) {
      if (route.method !== method) continue;
      const pathParameters = matchSegments(segments, actual);
      if (pathParameters)
        return { name, routeKey: `${route.method} ${route.path}`, timeoutMs, pathParameters };
    }
    return undefined;
  };
}

function matchSegments(pattern: string[], actual: string[]): Record<string, string> | undefined {
  if (pattern.length !== actual.length) return undefined;
  const parameters: [string, string][] = [];
  for (const [index, expected] of pattern.entries()) {
    const segment = actual[index] ?? '';
    if (isParameter(expected)) {
      if (segment === '') return undefined;
      parameters.push([expected.slice(1, -1), segment]);
    } else if (segment !== expected) return undefined;
  }
  return Object.fromEntries(parameters);
}

function parameterCount(segments: string[]): number {
  return segments.filter(isParameter).length;
}

function isParameter(segment: string): boolean {
  return segment.startsWith('{');
}

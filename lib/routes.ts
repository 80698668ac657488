/** How a function may be reached and for how long: gateway, stacks, local server, OpenAPI and tests are made from this. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** API Gateway syntax: `{exchange}` is a path parameter. */
  readonly path: `/api/v1/${string}`;
  readonly access: 'public' | 'admin';
  /** Which layer entry file it is built on. */
  readonly entry: 'read' | 'admin';
  /** The query parameters that it knows. On an admin route any other is refused: a misspelt dryRun must not act. */
  readonly query?: readonly string[];
  /** The function's own time limit; API Gateway cuts at 30 s. */
  readonly timeoutMs: number;
}

/** The HTTP routes, by function name: functions/NAME.ts, events/NAME.json. */
export const ROUTES = {
  'get-config': {
    method: 'GET',
    path: '/api/v1/exchanges/config',
    access: 'public',
    entry: 'read',
    timeoutMs: 10_000,
  },
  'get-supported': {
    method: 'GET',
    path: '/api/v1/exchanges/supported',
    access: 'public',
    entry: 'read',
    timeoutMs: 10_000,
  },
  'get-worker-status': {
    method: 'GET',
    path: '/api/v1/exchanges/workers/status',
    access: 'public',
    entry: 'read',
    timeoutMs: 10_000,
  },
  'get-worker': {
    method: 'GET',
    path: '/api/v1/exchanges/workers/{exchange}',
    access: 'public',
    entry: 'read',
    timeoutMs: 10_000,
  },
  'add-exchange': {
    method: 'POST',
    path: '/api/v1/exchanges/add/{exchange}',
    access: 'admin',
    entry: 'admin',
    query: ['dryRun'],
    timeoutMs: 27_000,
  },
  'refresh-exchanges': {
    method: 'POST',
    path: '/api/v1/exchanges/refresh',
    access: 'admin',
    entry: 'admin',
    timeoutMs: 27_000,
  },
  'blacklist-exchange': {
    method: 'POST',
    path: '/api/v1/exchanges/blacklist/{exchange}',
    access: 'admin',
    entry: 'admin',
    timeoutMs: 27_000,
  },
  'unblacklist-exchange': {
    method: 'DELETE',
    path: '/api/v1/exchanges/blacklist/{exchange}',
    access: 'admin',
    entry: 'admin',
    timeoutMs: 27_000,
  },
  'restart-worker': {
    method: 'POST',
    path: '/api/v1/exchanges/workers/{exchange}/restart',
    access: 'admin',
    entry: 'admin',
    timeoutMs: 27_000,
  },
  'pause-worker': {
    method: 'POST',
    path: '/api/v1/exchanges/workers/{exchange}/pause',
    access: 'admin',
    entry: 'admin',
    timeoutMs: 27_000,
  },
  'resume-worker': {
    method: 'POST',
    path: '/api/v1/exchanges/workers/{exchange}/resume',
    access: 'admin',
    entry: 'admin',
    timeoutMs: 27_000,
  },
  'restart-workers': {
    method: 'POST',
    path: '/api/v1/exchanges/workers/restart',
    access: 'admin',
    entry: 'admin',
    query: ['onlyFailed', 'dryRun'],
    timeoutMs: 27_000,
  },
  'get-audit': {
    method: 'GET',
    path: '/api/v1/exchanges/audit',
    access: 'admin',
    entry: 'admin',
    query: ['limit', 'cursor'],
    timeoutMs: 10_000,
  },
  'get-openapi': {
    method: 'GET',
    path: '/api/v1/openapi.json',
    access: 'public',
    entry: 'read',
    timeoutMs: 10_000,
  },
  // its deep form needs the admin key and ElastiCache's API, which the read path's layer file must not hold
  'get-health': {
    method: 'GET',
    path: '/api/v1/health',
    access: 'public',
    entry: 'admin',
    query: ['deep'],
    timeoutMs: 10_000,
  },
} as const satisfies Record<string, Route>;
export type RouteName = keyof typeof ROUTES;

/** Functions without a route: schedules, streams and direct invocations reach them. */
export const JOBS = {
  'invalidate-cache': { entry: 'admin', timeoutMs: 20_000 },
  'sweep-blacklist': { entry: 'admin', timeoutMs: 60_000 },
} as const satisfies Record<string, Pick<Route, 'entry' | 'timeoutMs'>>;
export type JobName = keyof typeof JOBS;

/** Functions that Secrets Manager calls to rotate a secret (functions/rotation); no layer, no other caller. */
export const ROTATIONS = {
  'rotate-admin-key': { timeoutMs: 30_000 },
  'rotate-cache-password': { timeoutMs: 180_000 },
} as const satisfies Record<string, Pick<Route, 'timeoutMs'>>;
export type RotationName = keyof typeof ROTATIONS;

import { JOBS, ROUTES, type Route, type RouteName } from '#lib/routes.ts';
import type { StageConfig } from './config.ts';

/**
 * New TLS connections a second that a node is planned to take, by type. AWS publishes no such figure; these are our
 * own plan: a handshake with login taken as 2 ms of the engine's one thread (an RSA-2048 signature is 0.6 ms of a
 * Graviton 3 core, key exchange, ACL and token check the rest), and no more than that whole thread for one second.
 * docs/adr/0011-aws-cache.md says what to measure before raising them.
 */
const PLANNED_RATE: Readonly<Record<string, number>> = {
  'cache.t4g.small': 250,
  'cache.t4g.medium': 250,
  'cache.m7g.large': 500,
  'cache.r7g.large': 500,
};

export function plannedTlsConnectionsPerSecond(nodeType: string): number {
  const rate = PLANNED_RATE[nodeType];
  if (rate !== undefined) return rate;
  throw new Error(
    `No figure for ${nodeType} in infra/tls-connections.ts: measure its new TLS connections a second and add it.`,
  );
}

/**
 * Routes that connect to Redis for nobody, or only for who has the admin key: the connection is opened at the first
 * command, and these ask the collector, or nothing, as the shallow form of health.
 */
const WITHOUT_CACHE: ReadonlySet<string> = new Set<RouteName>([
  'get-worker-status',
  'get-worker',
  'get-health',
  'get-openapi',
]);

/**
 * The most connections that can be opened within one second: every request of that second finds no warm environment.
 * A function opens one each, so a route's limit bounds it, and an admin function's reserved concurrency too.
 */
export function peakTlsConnectionsPerSecond({ throttle, reservedConcurrency }: StageConfig): number {
  const routes: [string, Route][] = Object.entries(ROUTES);
  const perRoute = routes.map(([name, { access }]) => {
    if (WITHOUT_CACHE.has(name)) return 0;
    const { rate, burst } = throttle[access === 'admin' ? 'admin' : 'read'];
    const allowed = rate + burst;
    return access === 'admin' ? Math.min(allowed, reservedConcurrency?.admin ?? allowed) : allowed;
  });
  return perRoute.reduce((sum, peak) => sum + peak, Object.keys(JOBS).length);
}

/**
 * The one route that is served without a function: the gateway asks the collector itself, so that the answer tells of
 * the collector even when functions cannot run. The path is fixed; nothing of the caller's request goes along.
 */
export const COLLECTOR_HEALTH = {
  method: 'GET',
  path: '/api/v1/collector/health',
  /** The collector's own path. */
  upstreamPath: '/health',
  timeoutMs: 3_000,
} as const;

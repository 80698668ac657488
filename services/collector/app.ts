import type { Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Logger } from 'pino';
import * as v from 'valibot';
import { parseExchangeId } from '#lib/domain/exchange-id.ts';
import { httpApp } from '#services/common/http-app.ts';
import type { Collector } from './engine/collector.ts';
import { isRedisFailure } from './store/redis-clients.ts';

const restartBody = v.object({
  reason: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(500))),
});
const UNSAID = 'not said';

/** The collector's routes (docs/collector.md). Errors are `{error, message, code, timestamp}`. */
export function collectorApp(options: {
  collector: Pick<Collector, 'view' | 'restarts' | 'unreadiness'>;
  instanceId: string;
  serviceKey: string | undefined;
  log: Logger;
}): Hono {
  const { collector, instanceId, log } = options;
  const app = httpApp({ ...options, protectedPaths: ['/workers', '/workers/*', '/restart'] });

  app.get('/health', (c) =>
    c.json({ status: 'healthy', service: 'collector', instanceId, timestamp: now() }),
  );

  app.get('/ready', async (c) => {
    const lacking = await collector.unreadiness();
    return lacking === undefined
      ? c.json({ status: 'ready', instanceId, timestamp: now() })
      : c.json({ status: 'not ready', message: lacking, instanceId, timestamp: now() }, 503);
  });

  app.get('/workers', async (c) => {
    const report = await collector.view.all().catch(redisDown);
    if (report === 'redis-down') return refuse(c, 'REDIS_UNAVAILABLE');
    return report ? c.json(report) : refuse(c, 'REGISTRY_UNAVAILABLE');
  });

  app.get('/workers/:id', async (c) => {
    const exchange = parseExchangeId(c.req.param('id'));
    if (!exchange) return refuse(c, 'INVALID_EXCHANGE_ID');
    const worker = await collector.view.one(exchange).catch(redisDown);
    if (worker === undefined) return refuse(c, 'REGISTRY_UNAVAILABLE');
    return typeof worker === 'string' ? refuse(c, ABSENCES[worker]) : c.json(worker);
  });

  app.post('/workers/:id/restart', async (c) => {
    const exchange = parseExchangeId(c.req.param('id'));
    if (!exchange) return refuse(c, 'INVALID_EXCHANGE_ID');
    const result = await collector.restarts.one(exchange, await reasonOf(c)).catch(redisDown);
    if (result === 'redis-down') return refuse(c, ABSENCES[result]);
    log.info({ exchange, result: result.kind }, 'restart');
    if (!('worker' in result)) return refuse(c, ABSENCES[result.kind]);
    const message =
      result.kind === 'restarted' ? 'Worker restarted' : 'Worker stopped: the exchange is blacklisted';
    return c.json({ message, exchange, worker: result.worker });
  });

  app.post('/restart', async (c) => {
    const result = await collector.restarts.all(await reasonOf(c)).catch(redisDown);
    if (result === 'redis-down') return refuse(c, ABSENCES[result]);
    log.info({ result: result.kind }, 'rolling restart');
    if (result.kind !== 'begun') return refuse(c, ABSENCES[result.kind]);
    const workers = result.workers.map(({ exchange, state, generation }) => [
      exchange,
      { state, generation },
    ]);
    return c.json({
      message: `Rolling restart of ${workers.length} workers has begun`,
      workers: Object.fromEntries(workers),
    });
  });
  return app;
}

/** What Redis' absence makes of a route; other errors stay errors. */
function redisDown(error: unknown): 'redis-down' {
  if (isRedisFailure(error)) return 'redis-down';
  throw error;
}

const REFUSALS = {
  INVALID_EXCHANGE_ID: [400, 'Invalid exchange id', 'Use 1 to 64 of the characters a-z, 0-9, _ and -.'],
  EXCHANGE_UNKNOWN: [
    404,
    'Exchange unknown',
    'ccxt has no such exchange: see availableExchanges of the registry.',
  ],
  EXCHANGE_NOT_ACTIVE: [404, 'Exchange not active', 'Add the exchange first: it is not configured.'],
  REGISTRY_UNAVAILABLE: [
    503,
    'Registry not available',
    'Workers go on with what is known; try again shortly.',
  ],
  REDIS_UNAVAILABLE: [
    503,
    'Redis not available',
    'Nothing can be said or done without it; try again shortly.',
  ],
} as const satisfies Record<string, [ContentfulStatusCode, string, string]>;

const ABSENCES = {
  unknown: 'EXCHANGE_UNKNOWN',
  'not-active': 'EXCHANGE_NOT_ACTIVE',
  'registry-unavailable': 'REGISTRY_UNAVAILABLE',
  'redis-down': 'REDIS_UNAVAILABLE',
} as const;

function refuse(c: Context, code: keyof typeof REFUSALS) {
  const [status, error, message] = REFUSALS[code];
  return c.json({ error, message, code, timestamp: now() }, status);
}

/** A missing or unreadable body is no reason not to restart. */
async function reasonOf(c: Context): Promise<string> {
  const body = v.safeParse(restartBody, await c.req.json().catch(() => ({})));
  return (body.success && body.output.reason) || UNSAID;
}

function now(): string {
  return new Date().toISOString();
}

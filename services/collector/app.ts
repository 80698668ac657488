import type { Context, Hono } from 'hono';
import type { Logger } from 'pino';
import * as v from 'valibot';
import { parseExchangeId } from '#lib/domain/exchange-id.ts';
import { httpApp } from '#services/common/http-app.ts';
import type { Collector } from './engine/collector.ts';
import type { PauseResult } from './engine/pauses.ts';
import { ABSENCES, refuse } from './refusals.ts';
import { isRedisFailure } from './store/redis-clients.ts';

const reasonBody = v.object({
  reason: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(500))),
});
const restartAllBody = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ ...reasonBody.entries, exchanges: v.optional(v.array(v.string())) }),
);
const UNSAID = 'not said';

/** The collector's routes (docs/collector.md). Errors are `{error, message, code, timestamp}`. */
export function collectorApp(options: {
  collector: Pick<Collector, 'view' | 'restarts' | 'pauses' | 'unreadiness'>;
  instanceId: string;
  serviceKey: string | undefined;
  log: Logger;
}): Hono {
  const { collector, instanceId, log } = options;
  const app = httpApp({ ...options, protectedPaths: ['/workers', '/workers/*', '/restart'] });

  // open to the public through the gateway's VPC link: the status only
  app.get('/health', (c) => c.json({ status: 'healthy' }));

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
    return answer(c, 'restart', exchange, result);
  });

  app.post('/workers/:id/:action{pause|resume}', async (c) => {
    const exchange = parseExchangeId(c.req.param('id'));
    if (!exchange) return refuse(c, 'INVALID_EXCHANGE_ID');
    const action = c.req.param('action') as 'pause' | 'resume';
    const result = await collector.pauses.set(exchange, action, await reasonOf(c)).catch(redisDown);
    return answer(c, action, exchange, result);
  });

  function answer(c: Context, action: string, exchange: string, result: PauseResult | 'redis-down') {
    if (result === 'redis-down') return refuse(c, ABSENCES[result]);
    log.info({ exchange, result: result.kind }, action);
    if (!('worker' in result)) return refuse(c, ABSENCES[result.kind]);
    const { worker } = result;
    const message =
      result.kind === 'restarted' ? 'Worker restarted' : `Worker stopped: it is ${worker.desiredState}`;
    return c.json({ message, exchange, worker });
  }

  app.post('/restart', async (c) => {
    const body = v.safeParse(restartAllBody, (await c.req.text()) || '{}');
    // what names workers, but unreadably, must not restart all of them
    if (!body.success) return refuse(c, 'INVALID_BODY');
    const { reason, exchanges } = body.output;
    const result = await collector.restarts.all(reason || UNSAID, exchanges).catch(redisDown);
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

/** A missing or unreadable body is no reason not to restart. */
async function reasonOf(c: Context): Promise<string> {
  const body = v.safeParse(reasonBody, await c.req.json().catch(() => ({})));
  return (body.success && body.output.reason) || UNSAID;
}

function now(): string {
  return new Date().toISOString();
}

import { pino } from 'pino';
import { fixedKey } from '#lib/auth/key-sources.ts';
import { serviceKey } from '#lib/auth/service-key.ts';
import { systemClock } from '#lib/cache/clock.ts';
import { ccxtServiceClient } from '#lib/upstream/ccxt-service.ts';
import { httpClient } from '#lib/upstream/http-client.ts';
import { jobsConfig } from '#local/config.ts';
import { startFollower } from '#local/follower.ts';
import { FUNCTION_TIMEOUTS, loadFunction } from '#local/functions.ts';
import { invokeFunction } from '#local/lambda.ts';
import { whenToldToStop } from '#services/common/told-to-stop.ts';
import { runSchedules, SCHEDULES } from './schedules.ts';

/** The part that does what on AWS the registry's stream and the schedules do. */
const config = jobsConfig(process.env);
const log = pino({ level: config.LOG_LEVEL, base: null });
const stopping = new AbortController();

async function invoke(action: string, event: unknown): Promise<unknown> {
  const timeoutMs = FUNCTION_TIMEOUTS.get(action);
  if (timeoutMs === undefined) throw new Error(`there is no function ${action}`);
  return invokeFunction(action, await loadFunction(action), event, timeoutMs);
}

const ccxt = ccxtServiceClient(
  httpClient(config.CCXT_SERVICE_URL),
  serviceKey(fixedKey(config.SERVICE_API_KEY)),
);
const follower = startFollower({
  registryVersion: async (signal) => (await ccxt.config({ signal })).version,
  invalidate: (input) =>
    invoke('invalidate-cache', { source: 'exchange.schedule', action: 'invalidate-cache', input }),
  clock: systemClock,
  log,
});
const schedules = runSchedules(SCHEDULES, {
  invoke,
  now: Date.now,
  delay: systemClock.delay,
  onFailure: (action, err) => log.error({ err }, `${action} failed; it runs again when it is next due`),
  signal: stopping.signal,
});

whenToldToStop(async () => {
  stopping.abort();
  await follower.stop();
  await schedules;
});

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { pino } from 'pino';
import { ccxtServiceClient } from '#lib/upstream/ccxt-service.ts';
import { httpClient } from '#lib/upstream/http-client.ts';
import { collectorApp } from '#services/collector/app.ts';
import { collectorConfig } from '#services/collector/config.ts';
import { collector } from '#services/collector/engine/collector.ts';
import { runService } from '#services/common/run-service.ts';
import { openAlias, openLightAlias } from './aliases.ts';
import { openIdle } from './idle-exchange.ts';

const POLLS = { light: openLightAlias, full: openAlias, idle: openIdle };
const pollsOf = (word = '') => (word in POLLS ? (word as keyof typeof POLLS) : 'light');

const COLLECT_EVERY_MS = 20_000;

/** A collector node as services/collector/main.ts makes it, but for the exchanges. */
const config = collectorConfig(process.env);
const { instanceId, serviceKey } = config;
const log = pino({ level: config.logLevel, base: { instanceId } });
const node = collector({
  ...config,
  openExchange: POLLS[pollsOf(process.argv[2])],
  marketsThread: new URL('./markets-thread.ts', import.meta.url),
  ccxtService: ccxtServiceClient(httpClient(config.ccxtServiceUrl), async () => serviceKey ?? ''),
  log,
});
node.start();
runService({
  app: collectorApp({ collector: node, instanceId, serviceKey, log }),
  host: config.host,
  port: config.port,
  log,
  stop: node.stop,
});
if (process.argv[3] === 'collect') collectGarbage();

/** So that what a heap holds can be told from what has not been collected yet. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  setInterval(gc, COLLECT_EVERY_MS).unref();
}

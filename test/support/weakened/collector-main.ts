import { pino } from 'pino';
import { ccxtServiceClient } from '#lib/upstream/ccxt-service.ts';
import { httpClient } from '#lib/upstream/http-client.ts';
import { collectorApp } from '#services/collector/app.ts';
import { collectorConfig } from '#services/collector/config.ts';
import { collector } from '#services/collector/engine/collector.ts';
import { openExchange } from '#services/common/exchange/open-exchange.ts';
import { runService } from '#services/common/run-service.ts';
import { COLLECTOR_WEAKENINGS, type CollectorGuard } from './collectors.ts';

/** As services/collector/main.ts, but a node that lacks the guard which the first argument names. */
const config = collectorConfig(process.env);
const { instanceId, serviceKey } = config;
const log = pino({ name: 'collector', base: { name: 'collector', instanceId } });
const node = collector({
  ...config,
  openExchange,
  marketsThread: new URL('../../../services/collector/markets/thread.ts', import.meta.url),
  ccxtService: ccxtServiceClient(httpClient(config.ccxtServiceUrl), async () => serviceKey ?? ''),
  log,
  parts: COLLECTOR_WEAKENINGS[process.argv[2] as CollectorGuard],
});
node.start();
runService({
  app: collectorApp({ collector: node, instanceId, serviceKey, log }),
  host: config.host,
  port: config.port,
  log,
  stop: node.stop,
});

import { pino } from 'pino';
import { ENV } from '#lib/env.ts';
import { ccxtServiceClient } from '#lib/upstream/ccxt-service.ts';
import { httpClient } from '#lib/upstream/http-client.ts';
import { openExchange } from '#services/common/exchange/open-exchange.ts';
import { runService } from '#services/common/run-service.ts';
import { collectorApp } from './app.ts';
import { collectorConfig } from './config.ts';
import { collector } from './engine/collector.ts';
import { reportWorkers } from './report-workers.ts';

const config = collectorConfig(process.env);
const { instanceId, serviceKey } = config;
const log = pino({ name: 'collector', level: config.logLevel, base: { name: 'collector', instanceId } });
if (!serviceKey)
  log.error(`${ENV.serviceApiKey} cannot be used, ${config.serviceKeyWeakness}: workers cannot be asked`);

const node = collector({
  ...config,
  openExchange,
  marketsThread: new URL('./markets/thread.ts', import.meta.url),
  ccxtService: ccxtServiceClient(httpClient(config.ccxtServiceUrl), async () => serviceKey ?? ''),
  log,
});
node.start();
const report = reportWorkers({ view: node.view, events: node.eventCounts, log });
runService({
  app: collectorApp({ collector: node, instanceId, serviceKey, log }),
  host: config.host,
  port: config.port,
  log,
  async stop() {
    report.stop();
    await node.stop();
  },
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENV } from '#lib/env.ts';
import { readCatalog } from '#services/common/exchange/catalog.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { type RunningProcess, startProcess } from '../support/running-process.ts';
import type { CollectorGuard } from '../support/weakened/collectors.ts';
import { Ledger } from './ledger.ts';
import { type Registry, registryClient } from './registry-client.ts';

/** 53 characters each: a number that a log has no other reason to tell. */
export const KEYS = {
  admin: 'aX7-kLm29_Qw4zRt8vNb3cYh6dJf1gPs5uEo0iTx2WqZ9rMkV4bHn',
  service: 'sB3-pQr81_Zx6nMv2kLw9tYc4hGd7jFe0uRo5iTa8XsN1qWbC6mJv',
};
/** In every request body that a row sends; must not be in any log. */
export const CANARY = 'canary-d41f8c02';

/** Configured from the start, and collected: all that are simulated. */
export const COLLECTED = ['binance', 'kraken', 'bybit', 'okx', 'coinbase', 'bitstamp'];
/** Never configured, never blacklisted. */
export const UNCONFIGURED = 'gemini';
const POLL_INTERVAL_MS = 1_000;
const WEAKENED_COLLECTOR = 'test/support/weakened/collector-main.ts';

export interface CollectorNode extends RunningProcess {
  instanceId: string;
}

/**
 * The parts that all rows share: simulated exchanges, CCXT service, collector, each a process of its own. The
 * collector has a Redis of its own; each row has its own one for the caches.
 */
export interface Lab {
  ledger: Ledger;
  folder: string;
  /** What every process gets: many are started, and what was compiled for one is there for the next. */
  environment: Record<string, string>;
  simulatorUrl: string;
  registryPath: string;
  registry: Registry;
  ccxt: RunningProcess;
  collector: CollectorNode;
  collectorRedis: RedisServer;
  /** Ids that nothing collects, over and over. */
  nextExchange(): string;
  startCcxt(more?: Record<string, string>): Promise<RunningProcess>;
  /** Under a name of its own; `guard`: without it. */
  startCollector(guard?: CollectorGuard): Promise<CollectorNode>;
  /** Remembers a process so that its log is searched at the end. */
  watch(name: string, output: () => string): void;
  logs(): { name: string; text: string }[];
  close(): Promise<void>;
}

export async function startLab(): Promise<Lab> {
  const folder = await mkdtemp(join(tmpdir(), 'ecp-faults-'));
  const environment = { NODE_COMPILE_CACHE: join(folder, 'compiled') };
  const logs: { name: string; output: () => string }[] = [];
  const started: RunningProcess[] = [];
  const watch = (name: string, output: () => string) => void logs.push({ name, output });
  async function start(
    name: string,
    [module, ...args]: [module: string, ...args: string[]],
    env: Record<string, string>,
  ): Promise<RunningProcess> {
    const common = { ...environment, [ENV.port]: '0', [ENV.serviceApiKey]: KEYS.service };
    const part = await startProcess(module, { ...common, ...env }, { args });
    watch(name, part.output);
    started.push(part);
    return part;
  }

  const [collectorRedis, simulator] = await Promise.all([
    startRedisServer(),
    start('simulator', ['local/simulator/main.ts'], {}),
  ]);
  const registryPath = join(folder, 'registry.sqlite');
  const exchanges = {
    [ENV.exchangeProxyUrl]: `${simulator.url}/`,
    [ENV.defaultPollIntervalMs]: String(POLL_INTERVAL_MS),
  };
  const startCcxt: Lab['startCcxt'] = (more) =>
    start('ccxt', ['services/ccxt/main.ts'], {
      ...exchanges,
      ...(more?.[ENV.registryTable] === undefined && { [ENV.registryPath]: registryPath }),
      [ENV.seedExchanges]: COLLECTED.join(','),
      ...more,
    });
  const ccxt = await startCcxt();
  let nodes = 0;
  const startCollector: Lab['startCollector'] = async (guard) => {
    nodes += 1;
    const instanceId = `node-${nodes}`;
    const main: [string, ...string[]] = guard ? [WEAKENED_COLLECTOR, guard] : ['services/collector/main.ts'];
    const node = await start(`collector ${instanceId}`, main, {
      ...exchanges,
      [ENV.ccxtServiceUrl]: ccxt.url,
      [ENV.redisUrl]: collectorRedis.url,
      [ENV.instanceId]: instanceId,
    });
    return { ...node, instanceId };
  };
  const collector = await startCollector();

  const spare = [...readCatalog().keys()].filter((id) => ![...COLLECTED, UNCONFIGURED].includes(id));
  let next = 0;
  return {
    ledger: new Ledger(),
    folder,
    environment,
    simulatorUrl: `${simulator.url}/`,
    registryPath,
    registry: registryClient(ccxt.url, KEYS.service),
    ccxt,
    collector,
    collectorRedis,
    nextExchange: () => spare[next++ % spare.length] ?? '',
    startCcxt,
    startCollector,
    watch,
    logs: () => logs.map(({ name, output }) => ({ name, text: output() })),
    async close() {
      await Promise.all(started.map((part) => part.end('SIGKILL')));
      await collectorRedis.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import * as v from 'valibot';
import type { NodeReport, WorkerReport } from '#lib/domain/worker.ts';
import { ENV } from '#lib/env.ts';
import { workersReport } from '#lib/schemas/collector.ts';
import { v8Options } from '#lib/v8-options.ts';
import { type RunningProcess, startProcess } from '../support/running-process.ts';
import { aliasIds } from './aliases.ts';
import { type DrillRedis, startRedis } from './redis.ts';
import { followTraffic, type Traffic } from './traffic.ts';
import { followWrites, type Writes } from './writes.ts';

/** The smallest task that the collector is deployed as, MiB (infra/config-services.ts). */
const NODE_MEMORY_MB = 1_024;
const SERVICE_KEY = 'wN4kT7rB2xQ9mV6cZ1hL8dF3jG5sP0yA';

export interface DrillNode extends RunningProcess {
  name: string;
}

/** Simulator, CCXT service, Redis and collector nodes, each a process of its own. */
export interface DrillSystem {
  exchanges: string[];
  redis: Redis;
  server: DrillRedis;
  traffic: Traffic;
  writes: Writes;
  /** Those that run, in the order of their start. */
  nodes: DrillNode[];
  boot(name: string): Promise<DrillNode>;
  /** Sends a signal; a node that is killed is not among `nodes` any more. */
  kill(node: DrillNode): Promise<void>;
  /** Milliseconds of Redis' clock. */
  now(): Promise<number>;
  workers(): Promise<WorkerReport[]>;
  nodeReports(): Promise<NodeReport[]>;
  /** POST to a node; rejects unless it is answered with 200. */
  post(path: string, body?: unknown): Promise<unknown>;
  registry(method: 'POST' | 'DELETE', path: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startDrillSystem(options: {
  exchanges: number;
  intervalMs: number;
  /** ccxt with a few tickers, or all; or polls that return at once, in place of ccxt and the simulator. */
  polls: 'light' | 'full' | 'idle';
  /** Has the nodes collect all garbage three times a minute. */
  collect?: boolean;
}): Promise<DrillSystem> {
  const folder = await mkdtemp(join(tmpdir(), 'drill-'));
  const common = { [ENV.port]: '0', [ENV.serviceApiKey]: SERVICE_KEY, [ENV.logLevel]: 'warn' };
  const interval = { [ENV.defaultPollIntervalMs]: String(options.intervalMs) };
  const [server, simulator, ccxt] = await Promise.all([
    startRedis(folder),
    startProcess('local/simulator/main.ts', common),
    startProcess(
      'test/drill/ccxt-service.ts',
      { ...common, ...interval, [ENV.registryPath]: join(folder, 'registry.db') },
      { args: [String(options.exchanges)] },
    ),
  ]);
  const exchanges = aliasIds(options.exchanges);
  const redis = new Redis(server.url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  redis.on('error', () => undefined);
  const traffic = followTraffic(`${simulator.url}/`);
  const writes = followWrites(server.url, exchanges);
  const nodes: DrillNode[] = [];

  async function call(url: string, method: string, body?: unknown): Promise<unknown> {
    const response = await fetch(url, {
      method,
      headers: { 'x-api-key': SERVICE_KEY, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(3_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
    return response.json();
  }
  const report = async () => v.parse(workersReport, await call(`${nodes[0]?.url}/workers`, 'GET'));
  const leave = (node: DrillNode) => nodes.splice(nodes.indexOf(node), 1);

  return {
    exchanges,
    redis,
    server,
    traffic,
    writes,
    nodes,
    async boot(name) {
      const env = {
        ...common,
        ...interval,
        [ENV.redisUrl]: server.url,
        [ENV.ccxtServiceUrl]: ccxt.url,
        [ENV.exchangeProxyUrl]: `${simulator.url}/`,
        [ENV.instanceId]: name,
        NODE_OPTIONS: v8Options(NODE_MEMORY_MB),
      };
      const started = await startProcess('test/drill/node.ts', env, {
        args: [options.polls, options.collect ? 'collect' : ''],
      });
      const node = { ...started, name };
      nodes.push(node);
      return node;
    },
    async kill(node) {
      leave(node);
      await node.end('SIGKILL');
    },
    async now() {
      const [seconds, micros] = await redis.time();
      return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
    },
    workers: async () => (await report()).workers as WorkerReport[],
    nodeReports: async () => (await report()).nodes,
    post: (path, body = {}) => call(nodes[0]?.url + path, 'POST', body),
    async registry(method, path) {
      await call(`${ccxt.url}/api/admin/exchanges${path}`, method, {});
    },
    async stop() {
      traffic.stop();
      await Promise.all(nodes.map((node) => node.end('SIGKILL')));
      await writes.stop();
      redis.disconnect();
      await Promise.all([simulator.end('SIGKILL'), ccxt.end('SIGKILL')]);
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** How often late writes were refused so far, over all exchanges; a FLUSHALL sets it back. */
export async function refusedWrites({ redis, exchanges }: DrillSystem, statusKey: (id: string) => string) {
  const counts = await Promise.all(exchanges.map((id) => redis.hget(statusKey(id), 'refused')));
  return counts.reduce((sum, count) => sum + Number(count ?? 0), 0);
}

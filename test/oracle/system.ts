import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENV } from '#lib/env.ts';
import { FaultProxy } from '../support/fault-proxy.ts';
import { freePorts } from '../support/free-ports.ts';
import { startGateway } from '../support/gateway-process.ts';
import { databaseUrl, type Variant } from '../support/oracle/variants.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { type RunningProcess, startProcess } from '../support/running-process.ts';
import type { Guard } from '../support/weakened/weakenings.ts';
import type { SlowProcess } from './provoke.ts';

const PROCESSES = { ours: 4, control: 2 };
/** So that a change can come between the service's answer to a read and its fill. */
const ANSWER_LATENCY_MS = 40;
const WEAKENED = 'test/support/weakened/gateway-main.ts';
const NOBODY = 'http://127.0.0.1:1';
const ADMIN_KEY = 'oR4-cLe81_Qx6nMv2kLw9tYc4hGd7jFe0uRo5iTa8XsN1qWbC6mJv';
const SERVICE_KEY = 'oS2-vIc17_Wz3bNk8pLr5tXc9hJd6gFe1uQo4iYa7MsV0nRtB2wKx';

/** What ships, and the controls, each in a database of its own. */
const CONTROLS: Record<'naive' | 'forgetful', Guard> = {
  naive: 'the lease',
  forgetful: 'the deletion of the lease',
};

/** The processes that share a cache; one of them is slow when it is told to. */
export interface Group {
  processes: RunningProcess[];
  slow: SlowProcess;
  databaseUrl: string;
}

export interface OracleSystem {
  adminKey: string;
  ours: Group;
  controls: (Group & { lacks: string })[];
  /** Past the proxy. */
  redisUrl: string;
  redis: FaultProxy;
  close(): Promise<void>;
}

/**
 * Real gateways with the real functions over one Redis and one CCXT service, all processes of their own, and the jobs
 * that heal. There is no collector: FLUSHALL would only make it busy, and changes go on without it.
 */
export async function startOracleSystem(): Promise<OracleSystem> {
  const folder = await mkdtemp(join(tmpdir(), 'ecp-oracle-'));
  const server = await startRedisServer();
  const redis = await FaultProxy.start(server.url);
  const service = await startProcess('services/ccxt/main.ts', {
    [ENV.port]: '0',
    [ENV.serviceApiKey]: SERVICE_KEY,
    [ENV.registryPath]: join(folder, 'registry.sqlite'),
    [ENV.seedExchanges]: 'binance,kraken',
    [ENV.exchangeProxyUrl]: `${NOBODY}/`,
  });
  const ccxt = await FaultProxy.start(service.url);
  ccxt.inject({ kind: 'latency', ms: ANSWER_LATENCY_MS, match: /^GET / });

  const env = (variant: Variant, ccxtUrl = ccxt.url) => ({
    [ENV.redisUrl]: databaseUrl(variant, redis.redisUrl),
    [ENV.ccxtServiceUrl]: ccxtUrl,
    [ENV.collectorUrl]: NOBODY,
    [ENV.adminApiKey]: ADMIN_KEY,
    [ENV.serviceApiKey]: SERVICE_KEY,
    [ENV.recordsPath]: join(folder, 'records.sqlite'),
    [ENV.logLevel]: 'warn',
  });
  const proxies = [redis, ccxt];
  async function group(variant: Variant, count: number, module?: [string, string]): Promise<Group> {
    const slowWay = await FaultProxy.start(service.url);
    proxies.push(slowWay);
    const port = await freePorts(count);
    const started = Array.from({ length: count }, (_, n) =>
      startGateway(port + n, n === 0 ? env(variant, slowWay.url) : env(variant), module),
    );
    const [first, ...processes] = await Promise.all(started);
    if (!first) throw new Error('a group needs processes');
    return {
      processes: [first, ...processes],
      slow: { url: first.url, ccxt: slowWay },
      databaseUrl: databaseUrl(variant, server.url),
    };
  }
  const ours = await group('lease', PROCESSES.ours);
  const controls: OracleSystem['controls'] = [];
  for (const [variant, lacks] of Object.entries(CONTROLS) as [keyof typeof CONTROLS, Guard][]) {
    controls.push({ ...(await group(variant, PROCESSES.control, [WEAKENED, lacks])), lacks });
  }
  const jobs = await startProcess('local/jobs/main.ts', env('lease'), { listens: false });
  return {
    adminKey: ADMIN_KEY,
    ours,
    controls,
    redisUrl: server.url,
    redis,
    async close() {
      const processes = [ours, ...controls].flatMap((group) => group.processes);
      await Promise.all([...processes, jobs, service].map((part) => part.end('SIGKILL')));
      await Promise.all(proxies.map((proxy) => proxy.close()));
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENV } from '#lib/env.ts';
import { serverInfo } from '#local/redis.ts';
import type { Keys } from '#local/state/keys.ts';
import type { PartSpec } from './part.ts';
import type { PortPlan } from './ports.ts';

const HOST = '127.0.0.1';
/** Configured at the first start; bitstamp is left to be added. */
const SEED_EXCHANGES = 'binance,kraken,bybit,okx,coinbase';
const POLL_INTERVAL_MS = { simulated: 1_000, live: 5_000 };

/** All that is decided before anything is started. */
export interface Plan {
  live: boolean;
  /** Of this kind of run: data of real and of simulated exchanges never mix. */
  folder: string;
  basePort: number;
  /** A Redis that was given; else one is started. */
  redisUrl: string | undefined;
  keys: Keys;
  logLevel: string;
}

export interface Urls {
  gateway: string;
  ccxt: string;
  collector: string;
  redis: string;
  /** With real exchanges there is none. */
  simulator: string | undefined;
}

/** The ports that this plan takes, by part. */
export function portsOf(plan: Pick<Plan, 'live' | 'basePort' | 'redisUrl'>): PortPlan {
  return {
    gateway: plan.basePort,
    ccxt: plan.basePort + 1,
    collector: plan.basePort + 2,
    ...(!plan.live && { simulator: plan.basePort + 3 }),
    ...(!plan.redisUrl && { redis: plan.basePort + 4 }),
  };
}

export function urlsOf(plan: Pick<Plan, 'live' | 'basePort' | 'redisUrl'>): Urls {
  const at = (offset: number) => `http://${HOST}:${plan.basePort + offset}`;
  return {
    gateway: at(0),
    ccxt: at(1),
    collector: at(2),
    simulator: plan.live ? undefined : at(3),
    redis: plan.redisUrl ?? `redis://${HOST}:${plan.basePort + 4}`,
  };
}

/** Audit records and idempotency keys, which the functions of gateway and jobs share. */
export function recordsPathOf({ folder }: Pick<Plan, 'folder'>): string {
  return join(folder, 'records.sqlite');
}

/** The parts in the order of their needs, each with its whole environment. */
export function partsOf(plan: Plan, inherited: NodeJS.ProcessEnv): PartSpec[] {
  const urls = urlsOf(plan);
  const common = { ...withoutOurs(inherited), [ENV.logLevel]: plan.logLevel };
  const service = { ...common, [ENV.host]: HOST, [ENV.serviceApiKey]: plan.keys.serviceApiKey };
  const exchanges = {
    ...(urls.simulator && { [ENV.exchangeProxyUrl]: `${urls.simulator}/` }),
    [ENV.defaultPollIntervalMs]: String(POLL_INTERVAL_MS[plan.live ? 'live' : 'simulated']),
  };
  const functions = {
    ...common,
    [ENV.redisUrl]: urls.redis,
    [ENV.ccxtServiceUrl]: urls.ccxt,
    [ENV.collectorUrl]: urls.collector,
    [ENV.adminApiKey]: plan.keys.adminApiKey,
    [ENV.recordsPath]: recordsPathOf(plan),
    [ENV.serviceApiKey]: plan.keys.serviceApiKey,
  };
  const ports = portsOf(plan);
  const part = (
    name: string,
    module: string,
    env: Record<string, string>,
    rest: Partial<PartSpec>,
  ): PartSpec => ({
    name,
    module: fileURLToPath(new URL(`../../${module}`, import.meta.url)),
    args: [],
    env: ports[name] === undefined ? env : { ...env, [ENV.port]: String(ports[name]) },
    probe: async () => {},
    needs: [],
    ...rest,
  });

  const own = plan.redisUrl ? [] : ['redis'];
  const parts = [
    part('redis', 'local/redis-main.ts', common, {
      args: [join(plan.folder, 'redis')],
      probe: async () => void (await serverInfo(urls.redis)),
    }),
    part('simulator', 'local/simulator/main.ts', service, { probe: answers(`${urls.simulator}/__health`) }),
    part(
      'ccxt',
      'services/ccxt/main.ts',
      {
        ...service,
        ...exchanges,
        [ENV.registryPath]: join(plan.folder, 'registry.sqlite'),
        [ENV.seedExchanges]: SEED_EXCHANGES,
      },
      { probe: answers(`${urls.ccxt}/health`), needs: plan.live ? [] : ['simulator'] },
    ),
    part(
      'collector',
      'services/collector/main.ts',
      { ...service, ...exchanges, [ENV.ccxtServiceUrl]: urls.ccxt, [ENV.redisUrl]: urls.redis },
      { probe: answers(`${urls.collector}/ready`), needs: ['ccxt', ...own] },
    ),
    part('gateway', 'local/gateway/main.ts', functions, {
      probe: answers(`${urls.gateway}/api/v1/exchanges/supported`),
      needs: ['ccxt', ...own],
    }),
    part('jobs', 'local/jobs/main.ts', functions, { needs: ['collector', 'gateway'] }),
  ];
  // Without its port, a part is not wanted: the simulator with real exchanges, Redis with one that was given.
  return parts.filter(({ name }) => name === 'jobs' || ports[name] !== undefined);
}

/** What the user's shell sets for itself must not reach the parts under our names. */
export function withoutOurs(env: NodeJS.ProcessEnv): Record<string, string> {
  const ours = new Set<string>(Object.values(ENV));
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !ours.has(entry[0]),
    ),
  );
}

function answers(url: string): () => Promise<void> {
  return async () => {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`${url} answers ${response.status}`);
  };
}

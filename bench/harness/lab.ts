import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { ENV } from '#lib/env.ts';
import { type Layout, startPackagedFunction } from '../../test/support/lambda/packaged-function.ts';
import { type RedisServer, startRedisServer, TLS_CERTIFICATE } from '../../test/support/redis-server.ts';
import { buildPeers, type PeerName } from './build-peers.ts';
import { answerOf, digest } from './response.ts';
import { startUpstream } from './upstream.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SERVICE_KEY = 'kT4vQ9mZ2xB7nW1cR6yH8dL3fJ5gP0sA';
/** Whoever logs in by IAM: with any token, for there is no IAM here. Making and sending it costs what it costs. */
const USER = 'functions';

/** The cached reads and the Redis keys that they are documented to have. */
const READS = { 'get-supported': 'exchange:supported', 'get-config': 'exchange:config' } as const;
export type ReadName = keyof typeof READS;

/** One place to measure in: what is built, laid out as Lambda has it, beside its peers, with services of its own. */
export interface Lab {
  root: string;
  /** Whether bench/peers/package.json is installed. */
  hasForeignPeers: boolean;
  product(name: string, built?: 'plain' | 'codeCache'): Layout;
  peer(name: PeerName): Layout;
  /** The folder of a service's bundle. */
  service(name: 'ccxt' | 'collector'): string;
  /** Of both kinds of variants that read, without TLS or with TLS and login as deployed. */
  environment(read: ReadName, how?: 'plain' | 'tls'): Record<string, string>;
  event(name: string): Promise<Record<string, unknown>>;
  /** Of the body that is cached for a read. */
  digestOf(read: ReadName): string;
  redis: RedisServer;
  upstream: Awaited<ReturnType<typeof startUpstream>>;
  close(): Promise<void>;
}

export async function openLab({ foreignPeers }: { foreignPeers: boolean }): Promise<Lab> {
  const folder = await mkdtemp(join(tmpdir(), 'ecp-bench-'));
  const runtime = join(folder, 'runtime');
  const hasForeignPeers = foreignPeers && existsSync(`${ROOT}bench/peers/node_modules`);
  const [redis, tlsRedis, upstream] = await Promise.all([
    startRedisServer(),
    startRedisServer({ tls: true, args: ['--user', USER, 'on', 'nopass', '~*', '&*', '+@all'] }),
    startUpstream(),
    build(join(folder, 'plain')),
    build(join(folder, 'codeCache'), '--code-cache'),
    buildPeers(join(folder, 'peers'), {
      foreign: hasForeignPeers,
      eager: ['get-supported', 'add-exchange'],
    }),
    mkdir(`${runtime}/node_modules`, { recursive: true }),
  ]);
  await symlink(`${ROOT}node_modules/@aws-sdk`, `${runtime}/node_modules/@aws-sdk`);

  const layout = (taskRoot: string, opt: string): Layout => ({ taskRoot, opt, runtime });
  const digests = new Map<ReadName, string>();
  const environment: Lab['environment'] = (read, how = 'plain') => ({
    [ENV.ccxtServiceUrl]: upstream.url,
    [ENV.collectorUrl]: upstream.url,
    [ENV.serviceApiKey]: SERVICE_KEY,
    BENCH_KEY: READS[read],
    ...(how === 'plain' ? { [ENV.redisUrl]: redis.url } : tlsEnvironment(tlsRedis.port)),
  });
  const lab: Lab = {
    root: ROOT,
    hasForeignPeers,
    product: (name, built = 'plain') =>
      layout(`${folder}/${built}/functions/${name}`, `${folder}/${built}/layer`),
    peer: (name) => layout(`${folder}/peers/${name}`, '/nonexistent'),
    service: (name) => `${folder}/plain/services/${name}`,
    environment,
    event: async (name) => JSON.parse(await readFile(`${ROOT}events/${name}.json`, 'utf8')),
    digestOf: (read) => digests.get(read) ?? '',
    redis,
    upstream,
    async close() {
      await Promise.all([redis.stop(), tlsRedis.stop(), upstream.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
  await fill(lab, digests);
  return lab;
}

function build(folder: string, ...options: string[]) {
  return promisify(execFile)(process.execPath, [`${ROOT}build/build.ts`, folder, ...options]);
}

function tlsEnvironment(port: number): Record<string, string> {
  return {
    [ENV.redisUrl]: `rediss://${USER}:none@127.0.0.1:${port}`,
    [ENV.redisUsername]: USER,
    [ENV.redisIamReplicationGroup]: 'group',
    [ENV.awsRegion]: 'eu-central-1',
    [ENV.awsAccessKeyId]: 'AKIAIOSFODNN7EXAMPLE',
    [ENV.awsSecretAccessKey]: 'none',
    [ENV.awsSessionToken]: 'none'.repeat(200),
    NODE_EXTRA_CA_CERTS: TLS_CERTIFICATE,
  };
}

/** Both caches, by the functions themselves: each asked once, when nothing is cached. */
async function fill(lab: Lab, digests: Map<ReadName, string>): Promise<void> {
  for (const how of ['plain', 'tls'] as const) {
    for (const read of Object.keys(READS) as ReadName[]) {
      const running = await startPackagedFunction(read, lab.product(read), lab.environment(read, how));
      const answer = await lab
        .event(read)
        .then(async (event) => answerOf(await running.invoke(event)))
        .finally(() => running.stop());
      if (answer.headers['x-cache'] !== 'MISS')
        throw new Error(`${read} did not fill: ${answer.body}\n${running.output()}`);
      digests.set(read, digest(answer.body));
    }
  }
  const client = new Redis(lab.redis.url);
  const keys = await client.keys('*');
  client.disconnect();
  if (!Object.values(READS).every((key) => keys.includes(key))) throw new Error(`not filled: ${keys.join()}`);
}

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENV } from '#lib/env.ts';
import { type RedisServer, startRedisServer } from '../../test/support/redis-server.ts';
import { residentMb } from '../harness/cpu.ts';
import type { Lab } from '../harness/lab.ts';
import { type ConfigSize, startUpstream } from '../harness/upstream.ts';

export const ADMIN_KEY = 'hU3wE8rT5yP1aS6dF9gK2lZ7xC4vB0nM';
const GATEWAY = fileURLToPath(new URL('./gateway.ts', import.meta.url));
const WORKERS = 2;

/** Gateway, workers, Redis and an upstream of their own. */
export interface LoadedSystem {
  url: string;
  redis: RedisServer;
  /** Of all workers together, MB. */
  residentMb(): number;
  upstreamReads(): number;
  stop(): Promise<void>;
}

/** Ours, or Express with the same jobs behind the same gateway. */
export type Who = 'ours' | 'express';

export async function startLoadedSystem(lab: Lab, who: Who, size?: ConfigSize): Promise<LoadedSystem> {
  const folder = await mkdtemp(join(tmpdir(), 'ecp-load-'));
  const [redis, upstream] = await Promise.all([startRedisServer(), startUpstream(size)]);
  const { taskRoot, opt } = lab.product('get-config');
  const files =
    who === 'ours'
      ? [taskRoot.replace(/get-config$/, ''), '/index.cjs']
      : [`${lab.peer('express').taskRoot}/index.cjs`, ''];
  const gateway = fork(GATEWAY, [String(WORKERS), ...files], {
    execArgv: [],
    env: {
      PATH: process.env.PATH,
      ...lab.environment('get-config'),
      [ENV.redisUrl]: redis.url,
      [ENV.ccxtServiceUrl]: upstream.url,
      [ENV.collectorUrl]: upstream.url,
      [ENV.adminApiKey]: ADMIN_KEY,
      [ENV.recordsPath]: join(folder, 'records.sqlite'),
      [ENV.logLevel]: 'ERROR',
      NODE_PATH: `${opt}/nodejs/node_modules`,
    },
  });
  const [{ port, workers }] = (await once(gateway, 'message')) as [{ port: number; workers: number[] }];
  return {
    url: `http://127.0.0.1:${port}`,
    redis,
    residentMb: () => workers.reduce((sum, pid) => sum + residentMb(pid), 0),
    upstreamReads: upstream.configReads,
    async stop() {
      const exited = once(gateway, 'exit');
      gateway.disconnect();
      await exited;
      await Promise.all([redis.stop(), upstream.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

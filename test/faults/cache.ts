import { Redis } from 'ioredis';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';

/** A Redis of a scenario's own. */
export interface Cache {
  /** With its password, if it has one. */
  url: string;
  server: RedisServer;
  /** Past all proxies, for what is done to the data. */
  admin: Redis;
  /** The newest version whose deletion this Redis has acknowledged to a function. */
  acknowledged: number;
  end(): Promise<void>;
}

export async function startCache({
  args = [],
  password,
}: {
  args?: string[];
  password?: string;
} = {}): Promise<Cache> {
  const secured = password ? ['--requirepass', password] : [];
  const server = await startRedisServer({ args: [...secured, ...args] });
  const url = password ? `redis://:${password}@127.0.0.1:${server.port}` : server.url;
  const admin = new Redis(url, { disconnectTimeout: 100 });
  admin.on('error', () => undefined);
  return {
    url,
    server,
    admin,
    acknowledged: 0,
    async end() {
      admin.disconnect();
      await server.stop();
    },
  };
}

/** How often this Redis has carried out a command. */
export async function commandCalls({ admin }: Cache, command: string): Promise<number> {
  const stats = await admin.info('commandstats');
  return Number(stats.split(`cmdstat_${command}:calls=`)[1]?.split(',')[0] ?? 0);
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { ENV } from '#lib/env.ts';
import { describedGroup, ELASTICACHE_ENVIRONMENT } from '../support/elasticache.ts';
import { ADMIN_KEY, type FunctionHost, startFunctionHost } from '../support/function-host.ts';
import { startHttpStub } from '../support/http-stub.ts';
import { startOlderService } from '../support/older-service.ts';
import { type RedisServer, startRedisServer, TLS_CERTIFICATE } from '../support/redis-server.ts';

/** The real functions with nothing but a replication group's name: a stub of ElastiCache's API tells where Redis is. */
let status: string;
let elastiCache: Awaited<ReturnType<typeof startHttpStub>>;
let service: Awaited<ReturnType<typeof startOlderService>>;
let redis: RedisServer;
let admin: Redis;
let functions: FunctionHost;
beforeAll(async () => {
  status = 'creating';
  [redis, service] = await Promise.all([startRedisServer({ tls: true }), startOlderService()]);
  elastiCache = await startHttpStub((_, response) =>
    describedGroup(response, status, { host: '127.0.0.1', port: redis.port }),
  );
  admin = new Redis(redis.url, { tls: { rejectUnauthorized: false } });
  await admin.acl('SETUSER', 'functions', 'on', 'nopass', '+@all', '~*');
  functions = startFunctionHost(
    { ccxt: service.url, collector: 'http://127.0.0.1:1' },
    { admin: ADMIN_KEY, service: 's3rvice-0123456789abcdefghijklmnopq' },
    {
      ...ELASTICACHE_ENVIRONMENT,
      AWS_ENDPOINT_URL_ELASTICACHE: elastiCache.url,
      [ENV.redisIamReplicationGroup]: 'my-group',
      [ENV.redisUsername]: 'functions',
      NODE_EXTRA_CA_CERTS: TLS_CERTIFICATE,
    },
  );
});
afterAll(async () => {
  admin?.disconnect();
  await Promise.all([functions?.stop(), elastiCache?.close(), service?.close(), redis?.stop()]);
});

describe('functions that find their cache by themselves', () => {
  it('go without it while the group is not there yet, and say so in the log', async () => {
    expect((await functions.http('get-supported')).headers['x-cache']).toBe('BYPASS');
    expect(functions.output()).toContain('The replication group my-group is creating');
  });

  it('use it once it is there, by TLS and as their own user, having asked where it is once', async () => {
    status = 'available';
    elastiCache.seen.length = 0;
    expect((await functions.http('get-supported')).headers['x-cache']).toBe('MISS');
    expect((await functions.http('get-supported')).headers['x-cache']).toBe('HIT');
    expect(String(await admin.client('LIST'))).toContain('user=functions');
    expect(elastiCache.seen).toHaveLength(1);
  });
});

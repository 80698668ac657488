import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ENV } from '#lib/env.ts';
import { describedGroup, ELASTICACHE_ENVIRONMENT } from '../support/elasticache.ts';
import { config } from '../support/fakes.ts';
import { type FunctionHost, startFunctionHost } from '../support/function-host.ts';
import { sendJson, startHttpStub } from '../support/http-stub.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';

/** The real function, a real Redis, and services that answer health as a test says. */
type Stub = Awaited<ReturnType<typeof startHttpStub>>;
let redis: RedisServer;
let ccxt: Stub;
let collector: Stub;
let elastiCache: Stub;
const answers = { group: 'available', collectorStatus: 200, version: 7 as number | undefined };
beforeAll(async () => {
  redis = await startRedisServer();
  ccxt = await startHttpStub(({ path }, response) =>
    sendJson(
      response,
      200,
      path === '/health' ? { status: 'healthy', version: '1.2.3' } : config({ version: answers.version }),
    ),
  );
  collector = await startHttpStub((_, response) => sendJson(response, answers.collectorStatus, {}));
  elastiCache = await startHttpStub((_, response) =>
    describedGroup(response, answers.group, { host: '127.0.0.1', port: redis.port }),
  );
});
const nowhere = 'http://127.0.0.1:1';
/** One with all parts there, and one with none. */
let host: FunctionHost;
let alone: FunctionHost;
beforeAll(() => {
  const urls = { redis: redis.url, ccxt: ccxt.url, collector: collector.url };
  host = startFunctionHost(urls, undefined, {
    ...ELASTICACHE_ENVIRONMENT,
    AWS_ENDPOINT_URL_ELASTICACHE: elastiCache.url,
    [ENV.redisIamReplicationGroup]: 'my-group',
    [ENV.redisUsername]: 'default',
  });
  alone = startFunctionHost({ redis: 'redis://127.0.0.1:1', ccxt: nowhere, collector: nowhere });
});
afterAll(async () => {
  await Promise.all([host?.stop(), alone?.stop()]);
  await Promise.all([ccxt, collector, elastiCache].map((stub) => stub?.close()));
  await redis?.stop();
});

const deep = { query: { deep: 'true' } };

describe('get-health', () => {
  it('shallow: 200 without a key and without asking anybody, even when nothing is there', async () => {
    const reply = await alone.http('get-health', { headers: { 'x-admin-key': '' } });
    expect(reply).toMatchObject({ status: 200, body: { status: 'healthy', version: expect.any(String) } });
    expect(reply.body).not.toHaveProperty('checks');
    expect(alone.output()).toBe('');

    expect(await alone.http('get-health', deep)).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5', 'cache-control': 'no-store' },
      body: {
        status: 'unhealthy',
        checks: {
          redis: { status: 'down' },
          elastiCache: { status: 'skipped' },
          ccxtService: { status: 'down' },
          collector: { status: 'down' },
          registry: { status: 'down', code: 'UPSTREAM_UNAVAILABLE' },
        },
      },
    });
  });

  it('deep: only with the key, by the same 401 as everywhere', async () => {
    const asked = ccxt.seen.length;
    const [health, other] = await Promise.all([
      host.http('get-health', { ...deep, headers: { 'x-admin-key': 'wrong' } }),
      host.http('refresh-exchanges', { headers: { 'x-admin-key': 'wrong' } }),
    ]);
    expect(health.status).toBe(401);
    expect({ ...health.body, requestId: '' }).toEqual({ ...other.body, requestId: '' });
    expect(ccxt.seen).toHaveLength(asked);
  });

  it('deep: 200 with every part, and an older service cannot tell the version', async () => {
    expect(await host.http('get-health', deep)).toMatchObject({
      status: 200,
      body: {
        status: 'healthy',
        checks: {
          redis: { status: 'up' },
          elastiCache: { status: 'up', state: 'available' },
          ccxtService: { status: 'up', version: '1.2.3' },
          collector: { status: 'up' },
          registry: { status: 'up', version: 7 },
        },
      },
    });
    Object.assign(answers, { group: 'deleting', collectorStatus: 503, version: undefined });
    expect(await host.http('get-health', deep)).toMatchObject({
      status: 503,
      body: {
        checks: {
          redis: { status: 'up' },
          elastiCache: { status: 'down', message: 'The replication group is deleting.' },
          collector: { status: 'down', code: 'NOT_READY' },
          registry: { status: 'skipped', code: 'UNSUPPORTED' },
        },
      },
    });
  });
});

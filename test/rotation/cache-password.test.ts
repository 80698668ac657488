import { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { cachePassword } from '#lib/rotation/cache-password.ts';
import { rotate } from '#lib/rotation/rotate.ts';
import { secretVersions } from '#lib/rotation/secret-versions.ts';
import { startElastiCacheUsers } from '../support/elasticache-users.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { type RotatedSecret, SECRET_ARN, startRotatedSecret } from '../support/rotated-secret.ts';

const FIRST = 'Zq8vN2mK5xW9cR3tY7hL1dF6gJ4pS0aB';
const USER = 'collector';
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
const aws = { region: 'eu-central-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };

describe("rotation of the collector's password", () => {
  let server: RedisServer;
  let admin: Redis;
  let elastiCache: Awaited<ReturnType<typeof startElastiCacheUsers>>;
  let secrets: RotatedSecret;

  beforeAll(async () => {
    server = await startRedisServer();
    admin = new Redis(server.url);
  });
  beforeEach(async () => {
    secrets = await startRotatedSecret(FIRST);
    elastiCache = await startElastiCacheUsers(admin);
    await admin.call('ACL', 'SETUSER', USER, 'on', 'resetpass', `>${FIRST}`, '+@all', '~*');
  });
  afterEach(async () => {
    await Promise.all([secrets.close(), elastiCache.close()]);
  });
  afterAll(async () => {
    admin.disconnect();
    await server.stop();
  });

  async function step(Step: (typeof STEPS)[number], token: string): Promise<void> {
    const versions = secretVersions(SECRET_ARN, new SecretsManagerClient({ ...aws, endpoint: secrets.url }));
    const password = cachePassword({
      url: server.url,
      user: USER,
      patienceMs: 5_000,
      pollMs: 5,
      client: new ElastiCacheClient({ ...aws, endpoint: elastiCache.url }),
    });
    await rotate({ Step, SecretId: SECRET_ARN, ClientRequestToken: token }, versions, password);
  }
  async function rotateTo(token: string): Promise<string> {
    secrets.begin(token);
    for (const name of STEPS) await step(name, token);
    return secrets.readable().AWSCURRENT ?? '';
  }
  async function letsIn(password: string): Promise<boolean> {
    const redis = new Redis(server.url, {
      username: USER,
      password,
      retryStrategy: () => null,
      maxRetriesPerRequest: 0,
    });
    redis.on('error', () => undefined);
    return redis
      .ping()
      .then(
        () => true,
        () => false,
      )
      .finally(() => redis.disconnect());
  }

  it('lets the old password in beside the new one, until the next rotation', async () => {
    const second = await rotateTo('t1');
    expect(second).not.toBe(FIRST);
    expect([await letsIn(FIRST), await letsIn(second)]).toEqual([true, true]);
    const third = await rotateTo('t2');
    expect([await letsIn(FIRST), await letsIn(second), await letsIn(third)]).toEqual([false, true, true]);
  });

  it('promotes no password that the cache does not take', async () => {
    elastiCache.ignoreChanges();
    secrets.begin('t1');
    await step('createSecret', 't1');
    await step('setSecret', 't1');
    await expect(step('testSecret', 't1')).rejects.toThrow(/does not let collector in/);
    expect(secrets.readable().AWSCURRENT).toBe(FIRST);
    expect(await letsIn(FIRST)).toBe(true);
  });

  it('keeps the connections of a node that runs, and lets it in again with what it holds', async () => {
    const node = new Redis(server.url, { username: USER, password: FIRST });
    const duplicate = node.duplicate(); // as BullMQ makes its blocking connection
    try {
      await Promise.all([node.ping(), duplicate.ping()]);
      await rotateTo('t1');
      const reconnected = Promise.all(
        [node, duplicate].map((client) => new Promise((resolve) => client.once('ready', resolve))),
      );
      await admin.call('CLIENT', 'KILL', 'USER', USER);
      await reconnected;
      expect(await Promise.all([node.ping(), duplicate.ping()])).toEqual(['PONG', 'PONG']);
    } finally {
      node.disconnect();
      duplicate.disconnect();
    }
  });
});

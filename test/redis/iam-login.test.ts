import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { redisClient } from '#lib/redis/client.ts';
import { iamToken } from '#lib/redis/iam-token.ts';
import { eventually } from '../support/eventually.ts';
import { type RedisServer, startRedisServer, TLS_CERTIFICATE } from '../support/redis-server.ts';

const USER = 'functions';
const LOGIN = { replicationGroup: 'group', user: USER };
const IDENTITY = { region: 'eu-central-1', accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' };
const NOON = Date.parse('2026-11-22T12:00:00Z');

const trusted = tls.getCACertificates('default');
let server: RedisServer;
let admin: Redis;
const clients: Redis[] = [];
beforeAll(async () => {
  tls.setDefaultCACertificates([...trusted, readFileSync(TLS_CERTIFICATE, 'utf8')]);
  server = await startRedisServer({ tls: true });
  admin = new Redis(server.url);
});
afterAll(async () => {
  admin.disconnect();
  await server.stop();
  tls.setDefaultCACertificates(trusted);
});
afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect();
});

let now: number;
const tokenOfNow = () => iamToken(LOGIN, IDENTITY, new Date(now));
/** What IAM does: lets in who presents the token of this moment, and no earlier one. */
const letIn = async (token = tokenOfNow()) => {
  await admin.acl('SETUSER', USER, 'reset', 'on', '+@all', '~*', `>${token}`);
};
beforeEach(async () => {
  now = NOON;
  await letIn();
});

function connect(password: () => string): { redis: Redis; errors: string[] } {
  const errors: string[] = [];
  const login = { username: USER, password };
  const redis = redisClient({ url: server.url, login, onError: ({ message }) => errors.push(message) });
  clients.push(redis);
  return { redis, errors };
}
const kill = async (redis: Redis) =>
  expect(await admin.client('KILL', 'ID', await redis.client('ID'))).toBe(1);

describe('login by IAM, on TLS', () => {
  it('presents a new token at every connect', async () => {
    const { redis, errors } = connect(tokenOfNow);
    expect(await redis.acl('WHOAMI')).toBe(USER);
    for (const hour of [1, 13]) {
      now = NOON + hour * 3_600_000;
      await kill(redis);
      await letIn();
      expect(await redis.acl('WHOAMI')).toBe(USER);
    }
    expect(errors.filter((error) => error.includes('WRONGPASS'))).toEqual([]);
  });

  it('control: a token that is kept is refused at the next connect', async () => {
    const kept = tokenOfNow();
    const { redis } = connect(() => kept);
    expect(await redis.acl('WHOAMI')).toBe(USER);
    now += 3_600_000;
    await kill(redis);
    await letIn();
    await expect(redis.ping()).rejects.toThrow(/WRONGPASS|NOAUTH/);
  });

  it('is let in again, by the same client, after it was refused for a while', async () => {
    await letIn('something else');
    const { redis, errors } = connect(tokenOfNow);
    await expect(redis.ping()).rejects.toThrow(/WRONGPASS|NOAUTH/);
    expect(errors.join()).toContain('WRONGPASS');
    await letIn();
    await eventually(async () => expect(await redis.acl('WHOAMI')).toBe(USER));
  });

  it('opens no socket and makes no token before the first command', () => {
    const { redis } = connect(() => {
      throw new Error('too early');
    });
    expect(redis.status).toBe('wait');
  });
});

describe('an address that is discovered', () => {
  const address = () => ({ host: '127.0.0.1', port: server.port });
  function discovering(locate: () => Promise<{ host: string; port: number }>): Redis {
    const redis = redisClient({
      locate,
      login: { username: USER, password: tokenOfNow },
      onError: () => undefined,
    });
    clients.push(redis);
    return redis;
  }

  it('is waited for by the first commands, however long it takes, and not asked for again', async () => {
    const found = Promise.withResolvers<{ host: string; port: number }>();
    let asked = 0;
    const redis = discovering(() => {
      asked += 1;
      return found.promise;
    });
    expect([redis.status, asked]).toEqual(['wait', 0]);
    const first = [redis.acl('WHOAMI'), redis.set('a', 'b'), redis.get('a')];
    expect(redis.status).toBe('wait');
    found.resolve(address());
    expect(await Promise.all(first)).toEqual([USER, 'OK', 'b']);
    expect(await redis.ping()).toBe('PONG');
    expect(asked).toBe(3);
  });

  it('fails the commands that need it while it cannot be had, and is asked for again', async () => {
    let failing = true;
    const redis = discovering(async () => {
      if (failing) throw new Error('the group is creating');
      return address();
    });
    await expect(redis.ping()).rejects.toThrow('the group is creating');
    failing = false;
    expect(await redis.ping()).toBe('PONG');
  });
});

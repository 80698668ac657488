import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { ENV } from '#lib/env.ts';
import { collectorConfig } from '#services/collector/config.ts';
import { type PollQueue, pollQueue } from '#services/collector/engine/poll-queue.ts';
import { commandClient, queueClient } from '#services/collector/store/redis-clients.ts';
import { eventually } from '../../../support/eventually.ts';
import { type RedisServer, startRedisServer } from '../../../support/redis-server.ts';

const USER = 'collector';
const OLD = 'old:p@ss/word#%41-0123456789';
const NEW = 'new-password-0123456789';

let server: RedisServer;
let admin: Redis;
const closing: (() => unknown)[] = [];
beforeAll(async () => {
  server = await startRedisServer();
  admin = new Redis(server.url);
});
afterAll(async () => {
  admin.disconnect();
  await server.stop();
});
beforeEach(() => acl('reset', 'on', '+@all', '~*', '&*', `>${OLD}`));
afterEach(async () => {
  await acl(`>${OLD}`, `>${NEW}`); // BullMQ never ends closing a client that cannot log in
  for (const close of closing.splice(0).reverse()) await close();
});

const acl = (...rules: string[]) => admin.acl('SETUSER', USER, ...rules);
const killAll = () => admin.client('KILL', 'USER', USER);
const config = (env: Record<string, string>) =>
  collectorConfig({ [ENV.redisUrl]: server.url, [ENV.ccxtServiceUrl]: 'http://127.0.0.1:9', ...env });

/** Both kinds of a node's clients, at work: commands, and a queue whose worker has connections of its own. */
async function startNode(password: string) {
  const log = pino({ level: 'silent' });
  const { redisUrl } = config({ [ENV.redisUsername]: USER, [ENV.redisPassword]: password });
  const commands = commandClient(redisUrl, log);
  const blocking = queueClient(redisUrl, log);
  const done: string[] = [];
  const queue: PollQueue = pollQueue({
    commands,
    blocking,
    onJob: async (exchange) => void done.push(exchange),
    log,
  });
  closing.push(() => {
    commands.disconnect();
    blocking.disconnect();
  });
  queue.take(2);
  let jobs = 0;
  const node = {
    /** Waits until a command works, and a job was put and taken. */
    async works(timeoutMs = 5_000): Promise<void> {
      await eventually(async () => expect(await commands.ping()).toBe('PONG'), { timeoutMs });
      jobs += 1;
      const id = `job-${jobs}`;
      await eventually(() => queue.runNow(id), { timeoutMs });
      await eventually(() => expect(done).toContain(id), { timeoutMs });
    },
    ping: () => commands.ping(),
  };
  closing.push(async () => {
    await node.works();
    await queue.close();
  });
  return node;
}
const connections = async () =>
  String(await admin.client('LIST'))
    .split('\n')
    .filter((line) => line.includes(`user=${USER}`)).length;

describe("the collector's login with a password that is rotated", () => {
  it('all its connections come back while the older password is valid too, and new nodes use the new one', async () => {
    const node = await startNode(OLD);
    await node.works();
    const before = await connections();
    expect(before).toBeGreaterThanOrEqual(3);

    await acl(`>${NEW}`);
    expect(await killAll()).toBe(before);
    await node.works();
    await eventually(async () => expect(await connections()).toBe(before));

    const restarted = await startNode(NEW);
    await acl(`<${OLD}`);
    await killAll();
    await restarted.works();
  });

  it('control: a node that holds a password of two rotations ago cannot come back', async () => {
    const node = await startNode(OLD);
    await node.works();
    await acl(`>${NEW}`, `<${OLD}`);
    await killAll();
    await expect(node.ping()).rejects.toThrow(/WRONGPASS|NOAUTH|closed|retries|timed out/);
    expect(await connections()).toBe(0);
  });
});

describe('collectorConfig', () => {
  it('takes the user and the password as they are, or neither', () => {
    const { redisUrl } = config({ [ENV.redisUsername]: USER, [ENV.redisPassword]: OLD });
    const { options } = new Redis(redisUrl, { lazyConnect: true });
    expect(options).toMatchObject({ username: USER, password: OLD, port: server.port });
    expect(config({}).redisUrl).toBe(server.url);
    expect(() => config({ [ENV.redisPassword]: OLD })).toThrow(/REDIS_USERNAME and REDIS_PASSWORD/);
  });
});

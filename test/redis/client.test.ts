import { spawnSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import { reconnectOnReadonly, redisClient } from '#lib/redis/client.ts';
import { eventually } from '../support/eventually.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { silentServer } from '../support/silent-server.ts';

let server: RedisServer;
let admin: Redis;
const clients: Redis[] = [];
beforeAll(async () => {
  server = await startRedisServer();
  admin = redisClient({ url: server.url, onError: () => {} });
});
afterAll(async () => {
  admin.disconnect();
  await server.stop();
});
afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect();
});

function connect(url: string): { redis: Redis; errors: Error[] } {
  const errors: Error[] = [];
  const redis = redisClient({ url, onError: (error) => errors.push(error) });
  clients.push(redis);
  return { redis, errors };
}

/** How long it takes until `promise` rejects, milliseconds. */
async function rejection(promise: Promise<unknown>): Promise<{ error: Error; ms: number }> {
  const start = performance.now();
  const error = await promise.then(
    () => new Error('it did not reject'),
    (reason) => reason,
  );
  return { error, ms: performance.now() - start };
}

describe('redisClient', () => {
  it('has the options that make a function fail fast', () => {
    expect(connect(server.url).redis.options).toMatchObject({
      lazyConnect: true,
      connectTimeout: 500,
      commandTimeout: 250,
      socketTimeout: 1_000,
      maxRetriesPerRequest: 1,
      enableOfflineQueue: true,
      enableAutoPipelining: false,
      enableReadyCheck: false,
    });
  });

  it('reconnects at once, then ever more slowly, once a second in the end', () => {
    const { retryStrategy } = connect(server.url).redis.options;
    expect([1, 2, 3, 9, 50].map((attempt) => retryStrategy?.(attempt))).toEqual([5, 10, 20, 1_000, 1_000]);
  });

  it('opens no socket before its first command', async () => {
    const silent = await silentServer();
    const { redis } = connect(silent.url);
    expect(redis.status).toBe('wait');
    await rejection(redis.ping());
    expect(silent.connections()).toBeGreaterThan(0);
    await silent.close();
  });

  it('lets a process end that has imported it and made a client', () => {
    const script = `
      const { redisClient } = await import('#lib/redis/client.ts');
      redisClient({ url: 'redis://127.0.0.1:1', onError: () => {} });`;
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      timeout: 10_000,
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect([status, stderr.toString()]).toEqual([0, '']);
  });

  it('rejects at once on a port that refuses', async () => {
    const silent = await silentServer();
    await silent.close();
    const { redis, errors } = connect(silent.url);
    const { error, ms } = await rejection(redis.ping());
    expect(error.message).toMatch(/max retries|ECONNREFUSED/i);
    expect(ms).toBeLessThan(300);
    expect(errors[0]?.message).toContain('ECONNREFUSED');
  });

  it('rejects within its time on a server that accepts and is silent', async () => {
    const silent = await silentServer();
    const { redis } = connect(silent.url);
    const { error, ms } = await rejection(redis.ping());
    expect(error.message).toContain('timed out');
    expect(ms).toBeLessThan(400);
    await silent.close();
  });

  it('rejects within its time on a server that is frozen, and works again when it thaws', async () => {
    const { redis } = connect(server.url);
    await redis.ping();
    server.kill('SIGSTOP');
    try {
      const { error, ms } = await rejection(redis.ping());
      expect(error.message).toContain('timed out');
      expect(ms).toBeLessThan(400);
    } finally {
      server.kill('SIGCONT');
    }
    await eventually(async () => expect(await redis.ping()).toBe('PONG'));
  });

  it('answers in time after its connection was killed, as a thawed Lambda needs', async () => {
    const { redis } = connect(server.url);
    const id = await redis.client('ID');
    expect(await admin.client('KILL', 'ID', id)).toBe(1);
    expect(await redis.ping()).toBe('PONG');
    expect(await redis.client('ID')).not.toBe(id);
  });

  it('reports a wrong password instead of hanging', async () => {
    const guarded = await startRedisServer({ args: ['--requirepass', 'right'] });
    const { redis, errors } = connect(guarded.url.replace('//', '//:wrong@'));
    const { error, ms } = await rejection(redis.ping());
    expect(error.message).toContain('WRONGPASS');
    expect(ms).toBeLessThan(300);
    await eventually(() => expect(errors.some((one) => one.message.includes('WRONGPASS'))).toBe(true));
    await guarded.stop();
  });

  it('reconnects on READONLY and gives the error when it is a replica still', async () => {
    const { redis } = connect(server.url);
    const id = await redis.client('ID');
    const nowhere = await silentServer();
    const [host, port] = new URL(nowhere.url).host.split(':');
    await admin.replicaof(host ?? '', port ?? '');
    try {
      const { error } = await rejection(redis.set('a', 'b'));
      expect(error.message).toContain('READONLY');
      const second = await redis.client('ID');
      expect(second).not.toBe(id);
      // Within the pause it does not reconnect again: no loop while there is no primary.
      await rejection(redis.set('a', 'b'));
      expect(await redis.client('ID')).toBe(second);
    } finally {
      await admin.replicaof('NO', 'ONE');
      await nowhere.close();
    }
    expect(await redis.set('a', 'b')).toBe('OK');
  });
});

describe('reconnectOnReadonly', () => {
  it('resends once a second at most, and only what a replica refused', () => {
    let now = 0;
    const decide = reconnectOnReadonly(() => now);
    const readonly = new Error("READONLY You can't write against a read only replica.");
    expect(decide(new Error('WRONGTYPE'))).toBe(false);
    expect(decide(readonly)).toBe(2);
    now = 999;
    expect(decide(readonly)).toBe(false);
    now = 1_000;
    expect(decide(readonly)).toBe(2);
  });
});

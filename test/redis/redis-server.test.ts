import { describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { eventually } from '../support/eventually.ts';
import { startRedisServer } from '../support/redis-server.ts';

describe('startRedisServer', () => {
  it('gives a server of its own that takes arguments and is gone after stop', async () => {
    const server = await startRedisServer({ args: ['--maxmemory', '7mb'] });
    const redis = new Redis(server.url, { retryStrategy: () => null });
    redis.on('error', () => {});
    try {
      expect(await redis.info('server')).toContain(`process_id:${server.pid}\r\n`);
      expect(await redis.config('GET', 'maxmemory')).toEqual(['maxmemory', String(7 * 1024 * 1024)]);
    } finally {
      await server.stop();
    }
    await eventually(() => expect(redis.status).toBe('end'));
    expect(() => process.kill(server.pid, 0)).toThrow('ESRCH');
  });

  it('starts several at once on different ports', async () => {
    const servers = await Promise.all([startRedisServer(), startRedisServer(), startRedisServer()]);
    expect(new Set(servers.map((server) => server.port)).size).toBe(3);
    await Promise.all(servers.map((server) => server.stop()));
  });
});

describe('eventually', () => {
  it('gives the first result that does not throw, and the last error when there is none', async () => {
    let calls = 0;
    const third = () => {
      calls += 1;
      if (calls < 3) throw new Error('not yet');
      return calls;
    };
    expect(await eventually(third, { everyMs: 1 })).toBe(3);
    await expect(
      eventually(() => Promise.reject(new Error('never')), { timeoutMs: 20, everyMs: 1 }),
    ).rejects.toThrow('never');
  });
});

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { type ProvidedRedis, provideRedis, requireRedis } from '#local/redis.ts';
import { eventually } from '../support/eventually.ts';
import { freePorts } from '../support/free-ports.ts';
import { isRunning } from '../support/processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const HOLDER = fileURLToPath(new URL('../support/parts/redis-holder.ts', import.meta.url));
const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.stop();
});

async function started(folder: string, port?: number): Promise<ProvidedRedis> {
  const options = { url: undefined, port: port ?? (await freePorts(1)), folder };
  const redis = await provideRedis(options);
  open.push(redis);
  return redis;
}

function client(url: string): Redis {
  const redis = new Redis(url, { retryStrategy: () => null });
  redis.on('error', () => {});
  open.push({
    stop: async () => {
      const ended = redis.status === 'end' ? undefined : once(redis, 'end');
      redis.disconnect();
      await ended;
    },
  });
  return redis;
}

async function pidOf(redis: Redis): Promise<number> {
  return Number(/process_id:(\d+)/.exec(await redis.info('server'))?.[1]);
}

describe('Redis that is started', () => {
  it('is on loopback only, never evicts, and keeps its data in the folder', async () => {
    const folder = temporaryFolder();
    const redis = client((await started(folder)).url);
    expect(await redis.config('GET', 'bind')).toEqual(['bind', '127.0.0.1']);
    expect(await redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    expect(await redis.config('GET', 'appendonly')).toEqual(['appendonly', 'yes']);
    expect(readdirSync(folder)).toContain('appendonlydir');
  });

  it('loses nothing that it acknowledged when it is killed with -9', async () => {
    const folder = temporaryFolder();
    const first = await started(folder);
    const before = client(first.url);
    for (let i = 0; i < 200; i++) await before.set(`key:${i}`, i);
    process.kill(await pidOf(before), 'SIGKILL');
    expect(await first.ended).toBe('SIGKILL');

    const after = client((await started(folder)).url);
    const values = await after.mget(Array.from({ length: 200 }, (_, i) => `key:${i}`));
    expect(values).toEqual(Array.from({ length: 200 }, (_, i) => String(i)));
  });

  it('is gone after stop', async () => {
    const provided = await started(temporaryFolder());
    const redis = client(provided.url);
    const pid = await pidOf(redis);
    await provided.stop();
    expect(isRunning(pid)).toBe(false);
  });

  it('dies with the process that holds it, even by SIGKILL', async () => {
    const port = await freePorts(1);
    const holder = fork(HOLDER, [String(port), temporaryFolder()], { execArgv: [] });
    await once(holder, 'message');
    const pid = await pidOf(client(`redis://127.0.0.1:${port}`));
    holder.kill('SIGKILL');
    await eventually(() => expect(isRunning(pid)).toBe(false));
  });

  it('says that it ended when the port belongs to another', async () => {
    const first = await started(temporaryFolder());
    const port = Number(new URL(first.url).port);
    await expect(started(temporaryFolder(), port)).rejects.toThrow(
      /redis-server ended at its start \(code 1\)/,
    );
  });
});

describe('Redis that is given', () => {
  it('is looked at, and neither started, emptied nor ended', async () => {
    const own = await started(temporaryFolder());
    const redis = client(own.url);
    await redis.set('theirs', 1);
    const given = await provideRedis({ url: own.url, port: 0, folder: '/nonexistent' });
    expect(given.url).toBe(own.url);
    await given.stop();
    expect(await redis.get('theirs')).toBe('1');
  });

  it('that does not answer is named, without its password', async () => {
    const error = await requireRedis('redis://user:hunter2@127.0.0.1:1').catch((e: Error) => e);
    expect(String(error)).toMatch(
      /No Redis answers at REDIS_URL \(redis:\/\/127.0.0.1:1: .*ECONNREFUSED.*unset REDIS_URL/,
    );
    expect(String(error)).not.toContain('hunter2');
  });

  it('that is too old is refused', async () => {
    const port = await freePorts(1);
    const old = createServer((socket) => {
      const info = '# Server\r\nredis_version:6.0.16\r\n';
      socket.on('data', (data) => {
        const commands = String(data).match(/\*\d+\r\n/g)?.length ?? 1;
        const reply = `$${info.length}\r\n${info}\r\n`;
        socket.write(reply.repeat(commands));
      });
    }).listen(port, '127.0.0.1');
    open.push({ stop: async () => void old.close() });
    await once(old, 'listening');
    await expect(requireRedis(`redis://127.0.0.1:${port}`)).rejects.toThrow(
      /is 6\.0\.16: version 7 or later/,
    );
  });
});

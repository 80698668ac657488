import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { WORKER_STATES } from '#lib/domain/worker.ts';
import { ENV } from '#lib/env.ts';
import { marketKeys } from '#lib/redis-keys.ts';
import { eventually } from '../../support/eventually.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const TEXT = readFileSync(`${ROOT}docs/collector.md`, 'utf8');
const block = (language: string) => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(TEXT)?.[1] ?? '';

describe('docs/collector.md', () => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedisServer();
    redis = new Redis(server.url);
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  it('has a diagram whose ends are the states, all of them, and a row for each', () => {
    const edges = [...block('mermaid').matchAll(/^ {2}(\w+).*?-->\|[^|]+\| (\w+)/gm)];
    const decisions = new Set(edges.map(([, from]) => from));
    const ends = new Set(edges.flatMap(([, , to = '']) => (decisions.has(to) ? [] : to)));
    expect([...ends].toSorted()).toEqual(WORKER_STATES.toSorted());
    for (const state of WORKER_STATES) expect(TEXT).toMatch(new RegExp(`^\\|.*\`${state}\`.*\\|$`, 'm'));
  });

  it('has a reader that prints what is written', async () => {
    const reader = spawn(process.execPath, ['--input-type=module', '--eval', block('js')], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, [ENV.redisUrl]: server.url },
    });
    let output = '';
    for (const stream of [reader.stdout, reader.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk;
      });
    const quotes = (last: number) => JSON.stringify({ 'BTC/USDT': { bid: 1, ask: 3, last } });
    const { stream } = marketKeys('binance');
    await redis.xadd(stream, '*', 'at', '1', 'quotes', quotes(7)); // before it reads
    await eventually(
      async () => {
        await redis.xadd(stream, '*', 'at', '2', 'quotes', quotes(8));
        expect(output.match(/last: 8/g)?.length).toBeGreaterThan(2);
      },
      { timeoutMs: 15_000, everyMs: 100 },
    );
    expect(output).toContain('{ bid: 1, ask: 3, last: 8 }');
    const exited = once(reader, 'exit');
    reader.kill();
    await exited;
  });
});

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ENV } from '#lib/env.ts';
import { startUpstream } from '../../bench/harness/upstream.ts';
import { eventually } from '../support/eventually.ts';
import { type PackagedFunction, startPackagedFunction } from '../support/lambda/packaged-function.ts';
import { type RedisServer, startRedisServer } from '../support/redis-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/*
 * The Redis client as it is built, without what one Redis does not need: that it also fails and recovers as the whole
 * one does, which test/redis and test/cache try at length.
 */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const dist = temporaryFolder();
let redis: RedisServer;
let upstream: Awaited<ReturnType<typeof startUpstream>>;
let running: PackagedFunction;
beforeAll(async () => {
  execFileSync(process.execPath, [join(ROOT, 'build/build.ts'), dist]);
  [redis, upstream] = await Promise.all([startRedisServer(), startUpstream()]);
  running = await startPackagedFunction(
    'get-supported',
    { taskRoot: join(dist, 'functions/get-supported'), opt: join(dist, 'layer'), runtime: '/nonexistent' },
    {
      [ENV.redisUrl]: redis.url,
      [ENV.ccxtServiceUrl]: upstream.url,
      [ENV.collectorUrl]: upstream.url,
      [ENV.serviceApiKey]: 'kT4vQ9mZ2xB7nW1cR6yH8dL3fJ5gP0sA',
    },
  );
}, 60_000);
afterAll(async () => {
  await running?.stop();
  await Promise.all([redis?.stop(), upstream?.close()]);
});

const event = JSON.parse(readFileSync(join(ROOT, 'events/get-supported.json'), 'utf8'));
async function outcome(): Promise<string> {
  const answer = (await running.invoke(event)) as { result: { headers: Record<string, string> } };
  return answer.result.headers['x-cache'] ?? '';
}
const eventuallyIs = (expected: string) =>
  eventually(async () => expect(await outcome()).toBe(expected), { timeoutMs: 15_000, everyMs: 100 });

it('hits, does without a Redis that hangs, and hits again when it is back', async () => {
  await eventuallyIs('HIT');
  redis.kill('SIGSTOP');
  expect(await outcome()).toBe('BYPASS');
  redis.kill('SIGCONT');
  await eventuallyIs('HIT');
}, 40_000);

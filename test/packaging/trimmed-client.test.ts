import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
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

/** Modules of Node that a process has loaded when it has answered once. */
async function loadedFor(redisUrl: string): Promise<string[]> {
  const script = `require(${JSON.stringify(join(dist, 'functions/get-supported/index.cjs'))})
    .handler(${JSON.stringify(event)}, { getRemainingTimeInMillis: () => 10_000 })
    .then(({ headers }) => console.log(JSON.stringify([headers['x-cache'], ...process.moduleLoadList])))
    .then(() => process.exit(0));`;
  const env = {
    NODE_PATH: join(dist, 'layer/nodejs/node_modules'),
    [ENV.redisUrl]: redisUrl,
    [ENV.ccxtServiceUrl]: upstream.url,
    [ENV.collectorUrl]: upstream.url,
    [ENV.serviceApiKey]: 'kT4vQ9mZ2xB7nW1cR6yH8dL3fJ5gP0sA',
  };
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { env });
  const [answered = '', ...loaded] = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as string[];
  return [answered, ...['http', 'https', 'tls'].filter((name) => loaded.includes(`NativeModule ${name}`))];
}

it('loads what speaks HTTP and TLS only when it is spoken', async () => {
  expect(await loadedFor(redis.url)).toEqual(['HIT']);
  // an upstream over HTTP, and a Redis by TLS that is none: what is looked for is seen when it is there
  const bypass = await loadedFor(redis.url.replace('redis:', 'rediss:'));
  expect(bypass).toEqual(['BYPASS', 'http', 'tls']);
});

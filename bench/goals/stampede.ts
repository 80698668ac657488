import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { ENV } from '#lib/env.ts';
import { type RedisServer, startRedisServer } from '../../test/support/redis-server.ts';
import { Disturbed, undisturbed } from '../harness/disturbed.ts';
import type { Lab } from '../harness/lab.ts';
import { summary } from '../harness/statistics.ts';
import { startUpstream } from '../harness/upstream.ts';
import type { Goal } from './goal.ts';

const READ = 'get-supported';
const PROCESSES = 4;
const CALLS = 125;
/** So that all have asked before the first answer is there. */
const UPSTREAM_MS = 100;

export const stampede: Goal = {
  number: 6,
  title: 'upstream calls for 500 concurrent misses over 4 processes',
  async run(lab, rounds) {
    const calls: number[] = [];
    for (let round = 0; round < rounds; round++) {
      calls.push(await undisturbed(() => upstreamCalls(lab)));
    }
    return [{ goal: 6, unit: 'calls', what: '500 misses at once', measured: summary(calls), exactly: 1 }];
  },
};

/** On a Redis that was emptied when all processes were connected with it. */
async function upstreamCalls(lab: Lab): Promise<number> {
  const [redis, upstream] = await Promise.all([
    startRedisServer(),
    startUpstream({ exchanges: 104, symbols: 3, delayMs: UPSTREAM_MS }),
  ]);
  try {
    let before = 0;
    const outcomes = await missesAtOnce(lab, redis, upstream.url, async () => {
      const client = new Redis(redis.url);
      await client.flushall();
      client.disconnect();
      before = upstream.configReads();
    });
    if (outcomes.some((outcome) => outcome.endsWith('BYPASS'))) throw new Disturbed('a read went past Redis');
    const failed = outcomes.filter((outcome) => !/^200 (MISS|HIT)$/.test(outcome));
    if (outcomes.length !== PROCESSES * CALLS || failed.length > 0)
      throw new Error(`${outcomes.length} answers; not as meant: ${[...new Set(failed)].join()}`);
    return upstream.configReads() - before;
  } finally {
    await Promise.all([redis.stop(), upstream.close()]);
  }
}

async function missesAtOnce(
  lab: Lab,
  redis: RedisServer,
  upstreamUrl: string,
  whenConnected: () => Promise<void>,
): Promise<string[]> {
  const { taskRoot, opt } = lab.product(READ);
  const args = [`${taskRoot}/index.cjs`, `${lab.root}events/${READ}.json`, String(CALLS)];
  const env = {
    ...lab.environment(READ),
    [ENV.redisUrl]: redis.url,
    [ENV.ccxtServiceUrl]: upstreamUrl,
    NODE_PATH: `${opt}/nodejs/node_modules`,
  };
  const children = Array.from({ length: PROCESSES }, () =>
    fork(`${lab.root}bench/inside/misses.cjs`, args, { env, execArgv: [], silent: true }),
  );
  try {
    await Promise.all(children.map((child) => once(child, 'message')));
    await whenConnected();
    const outcomes = children.map(async (child) => {
      const [reply] = await once(child, 'message');
      return reply as string[];
    });
    for (const child of children) child.send('go');
    return (await Promise.all(outcomes)).flat();
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import * as v from 'valibot';
import { BULLMQ_PREFIX, marketKeys } from '#lib/redis-keys.ts';
import { restartAllReply, restartReply } from '#lib/schemas/collector.ts';
import { longestGap, streamOf } from '../../support/collector/market.ts';
import { type CollectorNode, startNode } from '../../support/collector/node.ts';
import { type Registry, startRegistry } from '../../support/collector/registry.ts';
import { mostAtOnce, type Simulated, simulated } from '../../support/collector/simulated.ts';
import { eventually } from '../../support/eventually.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { watchStarvation } from '../../support/starvation.ts';

/*
 * Real nodes in processes of their own, one story: the cases share processes and build on one another.
 */
const EXCHANGES = ['bitstamp', 'bybit', 'okx'];
const INTERVAL = 500;
const STALE_AFTER = 3_000;

let server: RedisServer;
let redis: Redis;
let sim: Simulated;
let registry: Registry;
const nodes: CollectorNode[] = [];

beforeAll(async () => {
  [server, sim, registry] = await Promise.all([startRedisServer(), simulated(), startRegistry()]);
  redis = new Redis(server.url);
  registry.configure(Object.fromEntries(EXCHANGES.map((id) => [id, {}])));
});
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.kill()));
  redis.disconnect();
  await Promise.all([server.stop(), sim.close(), registry.close()]);
});

async function boot(instanceId: string): Promise<CollectorNode> {
  const node = await startNode({
    instanceId,
    redisUrl: server.url,
    registryUrl: registry.url,
    exchangeProxyUrl: sim.url,
    pollIntervalMs: INTERVAL,
  });
  nodes.push(node);
  return node;
}

const polls = async (exchange: string, since = 0) => (await streamOf(redis, exchange, since)).length;
async function redisNow(): Promise<number> {
  const [seconds, micros] = await redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
}
/**
 * A stretch of the story. What the machine itself adds, because it is busy with other things, is not held against
 * the nodes: processes that wait for a processor are late without any fault of their own.
 */
async function begin() {
  const from = await redisNow();
  const starvedMs = watchStarvation([process.pid, server.pid, ...nodes.map(({ pid }) => pid)]);
  return {
    /** Fails when more time has passed than was promised. */
    promise: async (ms: number) => expect((await redisNow()) - from - starvedMs()).toBeLessThan(ms),
    /** Fails when the data of one of these exchanges had a longer gap than was promised. */
    async promiseGaps(exchanges: string[], ms: number) {
      const until = await redisNow();
      for (const id of exchanges) {
        expect(longestGap(await streamOf(redis, id, from), from, until) - starvedMs()).toBeLessThan(ms);
      }
    },
  };
}
/** Until every exchange has been written `times` times from now on, which must be within `promisedMs`. */
async function collects(exchanges: string[], times: number, promisedMs: number): Promise<void> {
  const stretch = await begin();
  const from = await redisNow();
  await eventually(
    async () => {
      for (const id of exchanges) expect(await polls(id, from)).toBeGreaterThanOrEqual(times);
    },
    { timeoutMs: 4 * promisedMs },
  );
  await stretch.promise(promisedMs);
}
async function refusal(response: Response): Promise<[status: number, code: unknown]> {
  const body = (await response.json()) as { code?: unknown };
  return [response.status, body.code];
}
const oneScheduleEach = async () =>
  expect((await redis.zrange(`${BULLMQ_PREFIX}:polls:repeat`, '0', '-1')).sort()).toEqual(EXCHANGES);

describe('two nodes', () => {
  let a: CollectorNode;
  let b: CollectorNode;

  it('that boot at once collect every active exchange within 5 s, with one schedule each, and say so', async () => {
    const seq = await sim.latest();
    [a, b] = await Promise.all([boot('a'), boot('b')]);
    await collects(EXCHANGES, 2, 5_000);
    await oneScheduleEach();
    for (const id of ['bitstamp', 'okx']) expect(mostAtOnce(await sim.polls(id, seq))).toBe(1);
    const report = await eventually(async () => {
      const current = await a.workers();
      expect(current.status).toBe('healthy');
      return current;
    });
    expect(report.summary).toEqual({ total: 3, byState: { running: 3 } });
    expect(report.workers.map(({ exchange }) => exchange)).toEqual(EXCHANGES);
    for (const { instanceId } of report.workers) expect(['a', 'b']).toContain(instanceId);
    const tickers = await redis.hgetall(marketKeys('bybit').tickers);
    expect(Object.keys(tickers).length).toBeGreaterThan(100);
    expect(JSON.parse(tickers['BTC/USDT'] ?? '{}').last).toBeGreaterThan(0);
    const book = JSON.parse((await redis.hget(marketKeys('bybit').books, 'BTC/USDT')) ?? '{}');
    expect(book.bids).toHaveLength(20);
    expect(book.bids[0][0]).toBeLessThan(book.asks[0][0]);
    const health = await a.request('GET', '/health', { key: '' });
    expect([health.status, await health.json()]).toEqual([200, { status: 'healthy' }]);
    expect((await a.request('GET', '/ready', { key: '' })).status).toBe(200);
  });

  it('restarts a worker: one generation more, and still one schedule', async () => {
    const before = await a.worker('okx');
    const reply = await a.restart('okx', 'by hand');
    expect(reply.generation).toBeGreaterThan(before.generation);
    expect(reply.restarts).toMatchObject({ count: before.restarts.count + 1, reason: 'by hand' });
    const after = await eventually(async () => {
      const worker = await a.worker('okx');
      expect(worker.restarts.outcome).toBe('succeeded');
      return worker;
    });
    expect(after.state).toBe('running');
    // since when, why, who, and did it help
    const restarted = after.timeline.find(({ state }) => state === 'restarting');
    expect([restarted?.from, after.timeline[0]?.state]).toEqual(['running', 'running']);
    expect(restarted?.reason).toEqual({ code: 'RESTARTED', message: expect.stringContaining('by hand') });
    await oneScheduleEach();
  });

  it('restarts all, one after the other, without a gap in anything', async () => {
    const before = await Promise.all(EXCHANGES.map((id) => a.worker(id)));
    const stretch = await begin();
    const response = await a.request('POST', '/restart', { body: { reason: 'refresh' } });
    const { workers } = v.parse(restartAllReply, await response.json());
    await stretch.promise(2_000);
    expect(Object.keys(workers)).toEqual(EXCHANGES);
    await eventually(
      async () => {
        for (const { exchange, generation, restarts } of before) {
          const worker = await a.worker(exchange);
          expect(worker.restarts).toMatchObject({ count: restarts.count + 1, outcome: 'succeeded' });
          expect(worker.generation).toBeGreaterThan(generation);
        }
      },
      { timeoutMs: 16_000 },
    );
    const restartedAt = await Promise.all(
      EXCHANGES.map((id) => redis.hget(marketKeys(id).status, 'restartedAt')),
    );
    expect(new Set(restartedAt).size).toBe(EXCHANGES.length);
    await stretch.promiseGaps(EXCHANGES, STALE_AFTER);
  });

  it('tells in time that an exchange hangs, while the others are not delayed', async () => {
    const seq = await sim.latest();
    await sim.fault('okx', { kind: 'hang' });
    const stretch = await begin();
    await eventually(
      async () => {
        const worker = (await a.workers()).workers.find(({ exchange }) => exchange === 'okx');
        expect([worker?.state, worker?.staleAfterMs]).toEqual(['stale', STALE_AFTER]);
      },
      { timeoutMs: 3 * STALE_AFTER },
    );
    await stretch.promise(STALE_AFTER + 1_000);
    // its attempts end at their deadline and are tried again, one at a time
    await eventually(async () => expect((await a.worker('okx')).lastError?.code).toBe('TIMEOUT'), {
      timeoutMs: 16_000,
    });
    await sim.heal('okx');
    const { timeline } = await eventually(
      async () => {
        const worker = await a.worker('okx');
        expect(worker.state).toBe('running');
        return worker;
      },
      { timeoutMs: 16_000 },
    );
    const seen = timeline.map(({ state, reason }) => `${state} ${reason.code}`).slice(0, 3);
    expect(seen).toEqual(['running DELIVERING', 'stale TIMEOUT', 'stale NO_DATA']);
    await stretch.promiseGaps(['bitstamp', 'bybit'], 2 * INTERVAL);
    expect(mostAtOnce(await sim.polls('okx', seq))).toBe(1);
  });

  it('never has two attempts at once when an exchange is slower than its interval', async () => {
    const seq = await sim.latest();
    await sim.fault('bybit', { kind: 'latency', ms: 200 });
    // 4 requests each: 0.8 s a poll; the first one that is written may have begun before
    await collects(['bybit'], 3, 10_000);
    await sim.heal('bybit');
    const requests = await sim.polls('bybit', seq);
    expect(requests.length).toBeGreaterThan(4);
    expect(mostAtOnce(requests)).toBe(1);
  });

  it('stops at a blacklisting and resumes after it', async () => {
    const before = await a.worker('bitstamp');
    await sim.fault('bitstamp', { kind: 'latency', ms: 300 }); // so that an attempt is under way
    await collects(['bitstamp'], 1, 5_000);
    registry.blacklist('bitstamp');
    const stopped = await a.restart('bitstamp');
    expect([stopped.state, stopped.desiredState]).toEqual(['blacklisted', 'blacklisted']);
    const acknowledged = await sim.latest();
    await collects(['okx'], 3, 8_000);
    expect(await sim.requests('bitstamp', acknowledged)).toEqual([]);
    await sim.heal('bitstamp');

    registry.blacklist();
    const resumed = await a.restart('bitstamp');
    expect(resumed.generation).toBeGreaterThan(before.generation);
    await eventually(async () => expect((await a.worker('bitstamp')).state).toBe('running'));
    await oneScheduleEach();
  });

  it('learns of a blacklisting that nobody told it of', async () => {
    registry.blacklist('bitstamp');
    await eventually(async () => expect((await a.worker('bitstamp')).state).toBe('blacklisted'), {
      timeoutMs: 12_000,
    });
    const seq = await sim.latest();
    await collects(['okx'], 2, 5_000);
    expect(await sim.requests('bitstamp', seq)).toEqual([]);
    registry.blacklist(); // the cases below wait for its return
  });

  it('pauses until it is told to resume', async () => {
    const post = async (action: string) => {
      const response = await a.request('POST', `/workers/bybit/${action}`, { body: { reason: 'a look' } });
      expect(response.status).toBe(200);
      return v.parse(restartReply, await response.json()).worker;
    };
    expect((await post('pause')).state).toBe('paused');
    const seq = await sim.latest();
    expect((await a.restart('bybit')).state).toBe('paused'); // a restart reconciles, it does not resume
    await collects(['okx'], 3, 8_000);
    expect(await sim.requests('bybit', seq)).toEqual([]);
    expect((await post('resume')).desiredState).toBe('running');
    await eventually(async () => expect((await a.worker('bybit')).state).toBe('running'));
    await oneScheduleEach();
  });

  it('restarts several: those that are named and are to run', async () => {
    const before = await a.worker('okx');
    const post = (body: unknown) => a.request('POST', '/restart', { body });
    const { workers } = v.parse(restartAllReply, await (await post({ exchanges: ['okx', 'gemini'] })).json());
    expect(Object.keys(workers)).toEqual(['okx']);
    await eventually(async () => {
      const { restarts } = await a.worker('okx');
      expect(restarts).toMatchObject({ count: before.restarts.count + 1, outcome: 'succeeded' });
    });
    const misspelt = await post({ exchanges: 'okx' });
    expect(await refusal(misspelt)).toEqual([400, 'INVALID_BODY']);
  });

  it('refuses what it cannot do, with a code', async () => {
    const code = async (path: string) => refusal(await a.request('POST', path));
    expect(await code('/workers/nonesuch/restart')).toEqual([404, 'EXCHANGE_UNKNOWN']);
    expect(await code('/workers/gemini/restart')).toEqual([404, 'EXCHANGE_NOT_ACTIVE']);
    expect(await code('/workers/..%2fadmin/restart')).toEqual([400, 'INVALID_EXCHANGE_ID']);
    expect((await a.request('GET', '/workers', { key: 'wrong' })).status).toBe(401);
  });

  it('goes on with what it knows when the registry is down, or empty, or of the older shape', async () => {
    registry.mode = 'down';
    expect(await refusal(await a.request('POST', '/workers/okx/restart'))).toEqual([
      503,
      'REGISTRY_UNAVAILABLE',
    ]);
    await collects(EXCHANGES, 2, 5_000);
    registry.mode = 'empty';
    expect((await a.restart('bitstamp')).state).toBe('restarting');
    await collects(EXCHANGES, 1, 5_000);
    registry.mode = 'older-shape';
    expect((await a.restart('bitstamp')).state).toBe('restarting');
    await collects(EXCHANGES, 1, 5_000);
  });

  it('say that Redis is missing when it does not answer, and go on when it does again', async () => {
    server.kill('SIGSTOP');
    await eventually(
      async () =>
        expect(await refusal(await a.request('GET', '/workers'))).toEqual([503, 'REDIS_UNAVAILABLE']),
      { timeoutMs: 10_000 },
    );
    expect((await a.request('GET', '/ready')).status).toBe(503);
    server.kill('SIGCONT');
    await collects(EXCHANGES, 1, 5_000);
    await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await collects(EXCHANGES, 2, 5_000);
    await oneScheduleEach();
  });

  it('goes on after all data was lost', async () => {
    const seq = await sim.latest();
    await redis.flushall();
    await collects(EXCHANGES, 2, 5_000);
    await oneScheduleEach();
    for (const id of EXCHANGES) {
      expect(mostAtOnce(await sim.polls(id, seq))).toBe(1);
      // that nothing is recorded of a worker is no failure of it
      const { timeline } = await a.worker(id);
      expect(timeline.map(({ state }) => state)).not.toContain('failed');
      expect(timeline.at(-1)?.state).toBe('starting');
    }
  });

  it('make a schedule anew whose job died after it was taken and before its successor was made', async () => {
    const [delayed, schedules] = [`${BULLMQ_PREFIX}:polls:delayed`, `${BULLMQ_PREFIX}:polls:repeat`];
    const renewals = () =>
      [a, b].flatMap((node) => node.log().match(/"exchange":"bybit".*"anew":true/g) ?? []);
    const before = renewals().length;
    await eventually(
      async () => {
        const successor = (await redis.zrange(delayed, '0', '-1')).find((job) =>
          job.startsWith('repeat:bybit:'),
        );
        expect(successor && (await redis.zrem(delayed, successor))).toBe(1);
        await redis.del(`${BULLMQ_PREFIX}:polls:${successor}`);
      },
      { everyMs: 2 },
    );
    expect(await redis.zscore(schedules, 'bybit')).not.toBeNull(); // it looks as if all were well
    await collects(['bybit'], 2, 5_000);
    expect(renewals().length).toBeGreaterThan(before);
  });

  it('a frozen node is taken over from, and changes nothing when it thaws', async () => {
    await sim.fault('okx', { kind: 'latency', ms: 150 });
    await eventually(
      async () => {
        const [holder, turn] = await redis.hmget(marketKeys('okx').fence, 'holder', 'turn');
        expect([holder, turn === '']).toEqual(['a', false]);
      },
      { timeoutMs: 10_000, everyMs: 2 },
    );
    a.signal('SIGSTOP');
    const seq = await sim.latest();
    const frozen = await b.worker('okx');
    await collects(EXCHANGES, 2, 8_000);
    const taken = await b.worker('okx');
    expect(taken.instanceId).toBe('b');
    expect(taken.generation).toBeGreaterThan(frozen.generation);
    a.signal('SIGCONT');
    await eventually(async () => expect((await a.worker('okx')).state).toBe('running'), {
      timeoutMs: 16_000,
    });
    await collects(EXCHANGES, 2, 8_000);
    await sim.heal('okx');
    expect(mostAtOnce(await sim.polls('okx', seq))).toBe(1);
    const tokens = (await streamOf(redis, 'okx')).map(({ token }) => token);
    expect(tokens).toEqual([...tokens].sort((x, y) => x - y));
  });

  it('a killed node is taken over from', async () => {
    const stretch = await begin();
    await a.kill();
    await eventually(
      async () => {
        const { workers } = await b.workers();
        expect(workers.map(({ instanceId, state }) => [instanceId, state])).toEqual(
          EXCHANGES.map(() => ['b', 'running']),
        );
      },
      { timeoutMs: 12_000 },
    );
    await collects(EXCHANGES, 1, 5_000);
    await stretch.promiseGaps(EXCHANGES, 5_000);
  });

  it('ends at SIGTERM at once and gives its turns back', async () => {
    await sim.fault('okx', { kind: 'hang' });
    await eventually(async () => expect(await redis.hget(marketKeys('okx').fence, 'turn')).not.toBe(''));
    const stretch = await begin();
    expect(await b.stop()).toBe(0);
    await stretch.promise(2_000);
    expect(await redis.hget(marketKeys('okx').fence, 'turn')).toBe('');
    await sim.heal('okx');
  });

  it('one that boots while the registry is down goes on from what the others knew', async () => {
    registry.mode = 'down';
    const c = await boot('c');
    await eventually(async () => expect((await c.request('GET', '/ready')).status).toBe(200));
    registry.mode = 'ok';
    await eventually(
      async () => {
        const holders = await Promise.all(EXCHANGES.map((id) => redis.hget(marketKeys(id).fence, 'holder')));
        expect(holders).toContain('c');
      },
      { timeoutMs: 16_000 },
    );
  });
});

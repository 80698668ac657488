import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { marketKeys } from '#lib/redis-keys.ts';
import { poller } from '#services/collector/engine/poller.ts';
import { planOf } from '#services/collector/registry/plan.ts';
import { marketWriter } from '#services/collector/store/market-writer.ts';
import { rateLimiter } from '#services/collector/store/rate-limiter.ts';
import { turns } from '#services/collector/store/turns.ts';
import { endExchanges, exchanges } from '../../../support/collector/exchanges.ts';
import { type Simulated, simulated } from '../../../support/collector/simulated.ts';
import { eventually } from '../../../support/eventually.ts';
import { type RedisServer, startRedisServer } from '../../../support/redis-server.ts';

let server: RedisServer;
let redis: Redis;
let sim: Simulated;

beforeAll(async () => {
  [server, sim] = await Promise.all([startRedisServer(), simulated()]);
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await Promise.all([endExchanges(), server.stop(), sim.close()]);
});

/** A poller of `exchange` that has collected once. */
async function collecting(exchange: string) {
  const plan = planOf(exchange, { pollIntervalMs: 500, symbols: null, rateLimitMs: 20 }, 500);
  const node = poller({
    turns: turns(redis, 'a'),
    writer: marketWriter(redis),
    limiter: rateLimiter(redis, 'shared'),
    ...exchanges(redis, sim.url, 5_000),
    log: pino({ level: 'silent' }),
    restartsOf: async () => 0,
    findPlan: async () => plan,
  });
  const { fence, status, tickers } = marketKeys(exchange);
  await turns(redis, 'a').setGate({ exchange, desired: 'running', version: 1, readAt: 1 });
  await eventually(async () => {
    await node.poll(exchange);
    expect(await redis.exists(tickers)).toBe(1);
  });
  const attempted = async () => Number(await redis.hget(status, 'lastAttemptAt'));
  return {
    facts: (...names: string[]) => redis.hmget(status, ...names),
    /** One attempt, as if the time until it were over; gives what it sent. */
    async attempt(): Promise<string[]> {
      await redis.hset(status, 'retryAt', 0);
      await redis.hset(fence, 'takenAt', 0);
      const [seq, before] = [await sim.latest(), await attempted()];
      await node.poll(exchange);
      expect(await attempted()).toBeGreaterThan(before);
      return (await sim.requests(exchange, seq)).map(({ url }) => new URL(url).pathname);
    },
    poll: () => node.poll(exchange),
    failedSoOften: (times: number) => redis.hset(status, 'consecutiveErrors', times),
  };
}

describe('a worker whose exchange fails', () => {
  it('is quarantined when its budget is spent, then asked for little, and returns by itself', async () => {
    const worker = await collecting('binance');
    await sim.fault('binance', { kind: 'status', status: 451 });
    await worker.failedSoOften(1);
    await worker.attempt();
    expect(await worker.facts('consecutiveErrors', 'quarantinedAt')).toEqual(['2', null]);
    await worker.attempt();
    const [since] = await worker.facts('quarantinedAt');
    expect(since).not.toBeNull();

    expect(await worker.attempt()).toEqual(['/api/v3/time']);
    expect(await worker.facts('consecutiveErrors', 'quarantinedAt')).toEqual(['4', since]);
    await sim.heal('binance');
    const sent = await worker.attempt();
    expect(sent[0]).toBe('/api/v3/time');
    expect(sent).toHaveLength(5); // three books and the tickers in the same attempt
    expect(await worker.facts('consecutiveErrors', 'quarantinedAt')).toEqual(['0', null]);
  });

  it.each(['seconds', 'date'])(
    'leaves it alone for exactly as long as Retry-After says, in %s',
    async (form) => {
      const exchange = form === 'date' ? 'okx' : 'bitstamp';
      const worker = await collecting(exchange);
      const status = form === 'date' ? 418 : 429;
      await sim.fault(exchange, { kind: 'status', status, retryAfterSeconds: 1, retryAfterForm: form });
      await worker.attempt();
      const [failedAt, bannedUntil] = (await worker.facts('lastFailureAt', 'bannedUntil')).map(Number);
      expect((bannedUntil ?? 0) - (failedAt ?? 0)).toBe(1_000);
      await sim.heal(exchange);
      const seq = await sim.latest();
      const [first] = await eventually(async () => {
        await worker.poll();
        const sent = await sim.requests(exchange, seq);
        expect(sent.length).toBeGreaterThan(0);
        return sent;
      });
      expect(first?.startedAt).toBeGreaterThanOrEqual(bannedUntil ?? 0);
      expect((first?.startedAt ?? 0) - (bannedUntil ?? 0)).toBeLessThan(500);
    },
  );

  it('is left alone between two attempts: a job that comes too soon sends nothing and does not wait', async () => {
    const worker = await collecting('bybit');
    await sim.fault('bybit', { kind: 'status', status: 503 });
    await worker.failedSoOften(6);
    await worker.attempt();
    const seq = await sim.latest();
    const asked = performance.now();
    await worker.poll();
    expect(performance.now() - asked).toBeLessThan(200);
    expect(await sim.requests('bybit', seq)).toEqual([]);
    await sim.heal('bybit');
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { marketKeys } from '#lib/redis-keys.ts';
import type { PollResult } from '#services/collector/poll/market-data.ts';
import { LATEST_TOKEN_ONLY } from '#services/collector/store/lua-snippets.ts';
import { marketWriter } from '#services/collector/store/market-writer.ts';
import { runScript, script } from '#services/collector/store/script.ts';
import { COMMIT_LUA, RESTART, TAKE_OVER } from '#services/collector/store/status-scripts.ts';
import { LAPSE_MS, type TakeResult, type Turn, turns } from '#services/collector/store/turns.ts';
import { eventually } from '../../../support/eventually.ts';
import { type RedisServer, startRedisServer } from '../../../support/redis-server.ts';

let server: RedisServer;
let redis: Redis;
let sequence = 0;

beforeAll(async () => {
  server = await startRedisServer();
  redis = new Redis(server.url);
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const poll = (price: number, symbols = ['BTC/USD']): PollResult => ({
  tickers: symbols.map((symbol) => [symbol, JSON.stringify({ last: price })]),
  books: symbols.map((symbol) => [symbol, JSON.stringify({ bids: [[price, 1]], asks: [] })]),
  symbols,
  quotes: {},
  omission: undefined,
});
const timing = { latencyMs: 12, staleAfterMs: 3_000 };
const failure = { code: 'TIMEOUT', class: 'network', message: 'no answer', retryable: true } as const;
const again = { delayMs: 0, quarantined: false };

/** An exchange of its own for each case, its gate open and free to take. */
async function opened(version: number | null = 1) {
  const exchange = `ex${++sequence}`;
  const keys = marketKeys(exchange);
  const [a, b] = [turns(redis, 'a'), turns(redis, 'b')];
  await a.setGate({ exchange, desired: 'running', version, readAt: 1 });
  await redis.hset(keys.fence, 'until', 0); // what a new record waits for has its own test
  return { exchange, keys, a, b, writer: marketWriter(redis) };
}

function taken(result: TakeResult): Turn {
  if (result.kind !== 'taken') throw new Error(`not taken: ${JSON.stringify(result)}`);
  return result.turn;
}

describe('the turn', () => {
  it('is refused while another attempt is alive, and lapses when that is not renewed', async () => {
    const { exchange, a, b } = await opened();
    const first = taken(await a.take(exchange, 0));
    const refused = await b.take(exchange, 0);
    expect(refused).toEqual({ kind: 'held', waitMs: expect.any(Number) });
    const started = performance.now();
    const second = await eventually(async () => taken(await b.take(exchange, 0)));
    expect(performance.now() - started).toBeGreaterThan(LAPSE_MS - 150);
    expect(BigInt(second.token)).toBeGreaterThan(BigInt(first.token));
    expect(second.generation).toBe(first.generation + 1); // taken over from a node that left it
    expect(await a.renew(first)).toBe(false);
  });

  it('stays with who renews it, and ends with its release', async () => {
    const { exchange, a, b } = await opened();
    const turn = taken(await a.take(exchange, 0));
    const until = performance.now() + 2 * LAPSE_MS;
    await eventually(async () => {
      expect(await a.renew(turn)).toBe(true);
      expect((await b.take(exchange, 0)).kind).toBe('held');
      if (performance.now() < until) throw new Error('not yet');
    });
    await a.release(turn);
    expect(taken(await b.take(exchange, 0)).generation).toBe(turn.generation);
  });

  it('is refused too soon after the last one', async () => {
    const { exchange, a } = await opened();
    await a.release(taken(await a.take(exchange, 0)));
    expect(await a.take(exchange, 10_000)).toMatchObject({ kind: 'early', waitMs: expect.any(Number) });
    expect((await a.take(exchange, 0)).kind).toBe('taken');
  });

  it('is left to who holds it when all data is lost', async () => {
    const { exchange, keys, a, b } = await opened();
    const turn = taken(await a.take(exchange, 0));
    await redis.del(keys.fence, keys.status);
    // the node that makes the record again must not hand out the turn before the holder could speak up
    expect(await b.setGate({ exchange, desired: 'running', version: 1, readAt: 1 })).toBeGreaterThan(0);
    expect((await b.take(exchange, 0)).kind).toBe('held');
    expect(await a.renew(turn)).toBe(true);
    expect((await b.take(exchange, 0)).kind).toBe('held');
    await a.release(turn);
    expect(taken(await b.take(exchange, 0)).generation).toBeGreaterThanOrEqual(turn.generation);
  });

  it('is not given while the exchange wants to be left alone', async () => {
    const { exchange, keys, a, writer } = await opened();
    await writer.fail(taken(await a.take(exchange, 0)), { ...failure, code: 'RATE_LIMITED' }, 60_000, again);
    expect(await a.take(exchange, 0)).toMatchObject({ kind: 'early' });
    await runScript(redis, RESTART, [keys.fence, keys.status], ['by hand']);
    const refused = await a.take(exchange, 0);
    expect(refused).toEqual({ kind: 'early', waitMs: expect.any(Number) });
    expect('waitMs' in refused && refused.waitMs).toBeGreaterThan(59_000);
  });

  it('is not given before the next attempt is due, unless the worker is restarted', async () => {
    const { exchange, keys, a, writer } = await opened();
    const first = taken(await a.take(exchange, 0));
    expect([first.failures, first.probeFirst]).toEqual([0, false]);
    await writer.fail(first, failure, 0, { delayMs: 60_000, quarantined: true });
    expect(await a.take(exchange, 0)).toMatchObject({ kind: 'early' });
    await redis.hset(keys.status, 'retryAt', 0);
    const second = taken(await a.take(exchange, 0));
    expect([second.failures, second.probeFirst]).toEqual([1, true]);
    await writer.fail(second, failure, 0, { delayMs: 60_000, quarantined: true });
    await runScript(redis, RESTART, [keys.fence, keys.status], ['by hand']);
    const third = taken(await a.take(exchange, 0));
    expect([third.failures, third.probeFirst]).toEqual([0, false]);
    await writer.fail(third, failure, 0, { delayMs: 60_000, quarantined: true });
    await redis.hset(keys.status, 'retryAt', 0);
    await writer.commit(taken(await a.take(exchange, 0)), poll(1), timing);
    expect(await redis.hmget(keys.status, 'quarantinedAt', 'retryAt')).toEqual([null, null]);
  });
});

describe('the gate', () => {
  it('closed, revokes the running attempt and lets none begin', async () => {
    const { exchange, a, b, writer } = await opened(4);
    const turn = taken(await a.take(exchange, 0));
    const heldMs = await b.setGate({ exchange, desired: 'blacklisted', version: 5, readAt: 2 });
    expect(heldMs).toBeGreaterThan(0);
    expect(await a.renew(turn)).toBe(false);
    expect(await writer.commit(turn, poll(1), timing)).toBe(false);
    await a.release(turn);
    expect(await a.take(exchange, 0)).toEqual({ kind: 'closed' });
  });

  it('does not go back to what an older version of the registry said', async () => {
    const { exchange, a } = await opened(4);
    await a.setGate({ exchange, desired: 'blacklisted', version: 6, readAt: 10 });
    expect(await a.setGate({ exchange, desired: 'running', version: 5, readAt: 11 })).toBeUndefined();
    expect(await a.take(exchange, 0)).toEqual({ kind: 'closed' });
    expect(await a.setGate({ exchange, desired: 'running', version: 7, readAt: 9 })).toBe(0);
    expect((await a.take(exchange, 0)).kind).toBe('taken');
  });

  it('goes by the instant of the reading when the registry has no versions', async () => {
    const { exchange, a } = await opened(null);
    await a.setGate({ exchange, desired: 'blacklisted', version: null, readAt: 10 });
    expect(await a.setGate({ exchange, desired: 'running', version: null, readAt: 9 })).toBeUndefined();
    expect(await a.setGate({ exchange, desired: 'running', version: null, readAt: 11 })).toBe(0);
  });

  it('makes no record of an exchange that never ran', async () => {
    const exchange = 'never';
    expect(await turns(redis, 'a').setGate({ exchange, desired: 'blacklisted', version: 1, readAt: 1 })).toBe(
      0,
    );
    expect(await redis.exists(...Object.values(marketKeys(exchange)))).toBe(0);
  });
});

describe('the fence', () => {
  it('refuses the late write of a frozen node; without its token check, the same script lets it through', async () => {
    const { exchange, keys, a, b, writer } = await opened();
    const frozen = taken(await a.take(exchange, 0));
    const next = await eventually(async () => taken(await b.take(exchange, 0)));
    expect(await writer.commit(next, poll(200), timing)).toBe(true);

    expect(await writer.commit(frozen, poll(100), timing)).toBe(false);
    expect(await writer.fail(frozen, failure, 0, again)).toBe(false);
    expect(await redis.hget(keys.tickers, 'BTC/USD')).toBe('{"last":200}');
    expect(await redis.hget(keys.status, 'refused')).toBe('2');

    expect(COMMIT_LUA).toContain(LATEST_TOKEN_ONLY);
    const unfenced = script(COMMIT_LUA.replace(LATEST_TOKEN_ONLY, ''));
    const args = [frozen.token, 0, 1, 3_000, '', '["BTC/USD"]', '{}', 1, '', 'BTC/USD', '{"last":100}'];
    const all = [keys.fence, keys.status, keys.tickers, keys.books, keys.stream];
    expect(await runScript(redis, unfenced, all, args)).toBe(1);
    expect(await redis.hget(keys.tickers, 'BTC/USD')).toBe('{"last":100}');
  });

  it('lets an attempt that streams write again and again, until its token is not the latest', async () => {
    const { exchange, keys, a, b, writer } = await opened();
    const streaming = taken(await a.take(exchange, 0));
    expect(await writer.commit(streaming, poll(1), timing, 'poll')).toBe(true);
    expect(await writer.commit(streaming, poll(2), timing, 'stream')).toBe(true);
    expect(await redis.hget(keys.status, 'mode')).toBe('stream');
    expect((await b.take(exchange, 0)).kind).toBe('held');
    const next = await eventually(async () => taken(await b.take(exchange, 0)));
    expect(await writer.commit(streaming, poll(3), timing, 'stream')).toBe(false);
    expect(await redis.hget(keys.tickers, 'BTC/USD')).toBe('{"last":2}');
    expect(await writer.commit(next, poll(4), timing)).toBe(true);
    expect(await redis.hexists(keys.status, 'mode')).toBe(0);
  });

  it('lets an attempt that polls keep its turn after its write, and fail after all', async () => {
    const { exchange, keys, a, b, writer } = await opened();
    const turn = taken(await a.take(exchange, 0));
    expect(await writer.commit(turn, poll(1), timing, 'keep-turn')).toBe(true);
    expect((await b.take(exchange, 0)).kind).toBe('held');
    expect(await redis.hexists(keys.status, 'mode')).toBe(0);
    const error = {
      code: 'RATE_LIMITED',
      class: 'rate-limit',
      message: 'slow down',
      retryable: true,
    } as const;
    expect(await writer.fail(turn, error, 7_000, { delayMs: 7_000, quarantined: false })).toBe(true);
    expect((await b.take(exchange, 0)).kind).toBe('early');
  });

  it('replaces a whole exchange at once: what was delisted is gone', async () => {
    const { exchange, keys, a, writer } = await opened();
    await writer.commit(taken(await a.take(exchange, 0)), poll(1, ['A/USD', 'B/USD']), timing);
    await writer.commit(taken(await a.take(exchange, 0)), poll(2, ['B/USD', 'C/USD']), timing);
    expect(Object.keys(await redis.hgetall(keys.tickers)).sort()).toEqual(['B/USD', 'C/USD']);
    expect(Object.keys(await redis.hgetall(keys.books)).sort()).toEqual(['B/USD', 'C/USD']);
    expect(await redis.xlen(keys.stream)).toBe(2);
  });

  it('keeps the book of a wanted symbol that could not be had this time', async () => {
    const { exchange, keys, a, writer } = await opened();
    await writer.commit(taken(await a.take(exchange, 0)), poll(1, ['A/USD', 'B/USD']), timing);
    const partial = { ...poll(2, ['A/USD', 'B/USD']), omission: { code: 'TIMEOUT', message: 'B/USD' } };
    await writer.commit(
      taken(await a.take(exchange, 0)),
      { ...partial, books: partial.books.slice(0, 1) },
      timing,
    );
    expect(Object.keys(await redis.hgetall(keys.books)).sort()).toEqual(['A/USD', 'B/USD']);
    expect(await redis.hget(keys.status, 'omission')).toContain('TIMEOUT');
    await writer.commit(taken(await a.take(exchange, 0)), poll(3, ['A/USD']), timing);
    expect(await redis.hexists(keys.status, 'omission')).toBe(0);
  });

  it('takes several thousand tickers at once', async () => {
    const { exchange, keys, a, writer } = await opened();
    const symbols = Array.from({ length: 4_321 }, (_, index) => `S${index}/USD`);
    const result = { ...poll(1, symbols), books: [], symbols: [] };
    expect(await writer.commit(taken(await a.take(exchange, 0)), result, timing)).toBe(true);
    expect(await redis.hlen(keys.tickers)).toBe(4_321);
  });
});

describe('generations', () => {
  it('grow by exactly one with a restart, which revokes the running attempt and frees the next at once', async () => {
    const { exchange, keys, a, writer } = await opened();
    const turn = taken(await a.take(exchange, 0));
    const reply = await runScript(redis, RESTART, [keys.fence, keys.status], ['by hand']);
    expect(Number(reply)).toBe(turn.generation + 1);
    expect(await a.renew(turn)).toBe(false);
    expect(await writer.commit(turn, poll(1), timing)).toBe(false);
    await a.release(turn);
    const next = taken(await a.take(exchange, 60_000));
    expect(next).toMatchObject({ generation: turn.generation + 1, restarts: turn.restarts + 1 });
  });

  it('begin at the clock, so that they grow even when the last one was lost', async () => {
    const { exchange, keys, a } = await opened();
    const before = taken(await a.take(exchange, 0)).generation;
    await redis.del(keys.fence, keys.status);
    await a.setGate({ exchange, desired: 'running', version: 1, readAt: 1 });
    expect(Number(await redis.hget(keys.status, 'generation'))).toBeGreaterThanOrEqual(before);
  });

  it('grow when a worker is taken over from a dead node, once, and only if it was the last to poll', async () => {
    const { exchange, keys, a, b } = await opened();
    const turn = taken(await a.take(exchange, 0));
    const takeOver = (node: string) => runScript(redis, TAKE_OVER, [keys.fence, keys.status], [node]);
    expect(await takeOver('a')).toBe(0); // its turn still holds
    await a.release(turn);
    expect(await takeOver('b')).toBe(0);
    expect(await takeOver('a')).toBe(1);
    expect(await takeOver('a')).toBe(0);
    expect(taken(await b.take(exchange, 60_000)).generation).toBe(turn.generation + 1);
  });
});

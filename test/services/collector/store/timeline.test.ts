import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import type { WorkerState } from '#lib/domain/worker.ts';
import { COLLECTOR_KEYS, marketKeys } from '#lib/redis-keys.ts';
import { type StateChanged, TIMELINE_LENGTH, timeline } from '#services/collector/store/timeline.ts';
import { readSnapshot } from '#services/collector/store/worker-records.ts';
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

function given() {
  const exchange = `ex${++sequence}`;
  const log = timeline(redis);
  const newest = async () => (await readSnapshot(redis, [exchange])).records.get(exchange)?.recorded ?? null;
  const seen = (state: WorkerState, code = state.toUpperCase()) => ({
    state,
    reason: { code, message: 'why' },
    since: Date.parse('2026-01-01T00:00:00.000Z'),
    generation: 5,
  });
  /** What one observer does who sees `state` now. */
  const sees = async (state: WorkerState) => log.record(exchange, seen(state), await newest());
  const states = async () => (await log.read(exchange)).map(({ from, state }) => [from, state]);
  const announcedId = () => redis.hget(marketKeys(exchange).status, 'announcedId');
  const events = async () => {
    const entries = await redis.xrange(COLLECTOR_KEYS.stateChanges, '-', '+');
    const all = entries.map(([, [, json = '']]) => JSON.parse(json) as StateChanged);
    return all.filter(({ data }) => data.exchange === exchange);
  };
  return { exchange, log, newest, seen, sees, states, announcedId, events };
}

describe('a timeline', () => {
  it('tells each transition, the newest first, with its reason and since when', async () => {
    const { exchange, log, sees } = given();
    await sees('starting');
    await sees('running');
    const [second, first] = await log.read(exchange);
    expect(first).toMatchObject({ from: null, state: 'starting' });
    expect(second).toEqual({
      from: 'starting',
      state: 'running',
      reason: { code: 'RUNNING', message: 'why' },
      generation: 5,
      since: '2026-01-01T00:00:00.000Z',
      observedAt: expect.stringMatching(/^20\d\d-.*Z$/),
    });
  });

  it('records once what several see at the same time', async () => {
    const { exchange, log, seen, newest, sees, states } = given();
    await sees('running');
    const before = await newest();
    await Promise.all([1, 2, 3].map(() => log.record(exchange, seen('degraded'), before)));
    expect(await states()).toEqual([
      ['running', 'degraded'],
      [null, 'running'],
    ]);
  });

  it('refuses an observer whose reading is older than the newest transition', async () => {
    const { exchange, log, seen, newest, sees, states } = given();
    await sees('running');
    const seenBefore = await newest();
    await sees('stale');
    await log.record(exchange, seen('degraded'), seenBefore);
    expect((await states())[0]).toEqual(['running', 'stale']);
  });

  it('keeps the newest ones only', async () => {
    const { exchange, log, sees } = given();
    for (let n = 0; n < TIMELINE_LENGTH + 5; n++) await sees(n % 2 ? 'degraded' : 'running');
    expect(await log.read(exchange)).toHaveLength(TIMELINE_LENGTH);
  });
});

describe('the stream of state changes', () => {
  it('gets each change once it is announced, and not what only the reason is new of', async () => {
    const { exchange, log, seen, newest, sees, announcedId, events } = given();
    await sees('running');
    await sees('stale');
    await log.record(exchange, seen('stale', 'TIMEOUT'), await newest());
    await log.announce(exchange, null);
    expect((await events()).map(({ data }) => [data.from, data.to])).toEqual([
      [null, 'running'],
      ['running', 'stale'],
    ]);
    await sees('running');
    await log.announce(exchange, await announcedId());
    expect((await events()).at(-1)).toMatchObject({
      id: expect.stringMatching(`^${exchange}:`),
      type: 'exchange.worker.state_changed',
      data: { from: 'stale', to: 'running', reason: { code: 'RUNNING', message: 'why' }, generation: 5 },
    });
    expect(await events()).toHaveLength(3);
  });

  it('gets it again, under the same id, when its announcer died before it could note that', async () => {
    const { exchange, log, sees, events } = given();
    await sees('running');
    await log.announce(exchange, null);
    await log.announce(exchange, null);
    const [once, again] = await events();
    expect(again).toEqual(once);
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { COLLECTOR_KEYS } from '#lib/redis-keys.ts';
import type { EventBus } from '#services/collector/events/event-bus.ts';
import { type Publisher, stateChangePublisher } from '#services/collector/events/publish-state-changes.ts';
import { eventually } from '../../../support/eventually.ts';
import { type RedisServer, startRedisServer } from '../../../support/redis-server.ts';

let server: RedisServer;
let redis: Redis;
const publishers: Publisher[] = [];
beforeAll(async () => {
  server = await startRedisServer();
  redis = new Redis(server.url);
});
afterEach(async () => {
  await Promise.all(publishers.splice(0).map((one) => one.stop()));
  await redis.flushall();
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

function publishing(bus: EventBus): Publisher {
  const publisher = stateChangePublisher({ redis, bus, log: pino({ level: 'silent' }) });
  publishers.push(publisher);
  publisher.start();
  return publisher;
}
async function changes(...ids: string[]): Promise<void> {
  for (const id of ids) await redis.xadd(COLLECTOR_KEYS.stateChanges, '*', 'event', JSON.stringify({ id }));
}
/** A bus that takes what `taking` says of each batch. */
function bus(taking: (ids: string[]) => number = (ids) => ids.length) {
  const taken: string[] = [];
  const put: EventBus['put'] = async (events) => {
    const ids = events.map(({ id }) => id);
    const count = taking(ids);
    taken.push(...ids.slice(0, count));
    return count;
  };
  return { put, taken };
}
const numbered = (count: number) => Array.from({ length: count }, (_, n) => `change ${n}`);

describe('publishing of state changes', () => {
  it('sends each of them once, in order, however many there are', async () => {
    const many = bus();
    await changes(...numbered(25));
    const publisher = publishing(many);
    await eventually(() => expect(many.taken).toEqual(numbered(25)));
    await changes('later');
    await eventually(() => expect(many.taken).toEqual([...numbered(25), 'later']));
    expect(publisher.counts()).toEqual({ sent: 26, failures: 0 });
  });

  it('goes on after the last one that was taken when the bus refuses, or cannot be had', async () => {
    let trouble = 2;
    const refusing = bus((ids) => {
      trouble -= 1;
      if (trouble === 1) return 3;
      if (trouble === 0) throw new Error('the bus is away');
      return ids.length;
    });
    await changes(...numbered(8));
    const publisher = publishing(refusing);
    await eventually(() => expect(refusing.taken).toEqual(numbered(8)), { timeoutMs: 16_000 });
    expect(publisher.counts()).toEqual({ sent: 8, failures: 2 });
  });

  it('is done by one node at a time, and goes on from where another was', async () => {
    const [first, second] = [bus(), bus()];
    await changes(...numbered(3));
    const one = publishing(first);
    const other = publishing(second);
    await eventually(() => expect(first.taken.length + second.taken.length).toBe(3));
    await one.stop();
    await changes('later');
    await eventually(() => expect(second.taken).toContain('later'));
    expect([...first.taken, ...second.taken].toSorted()).toEqual([...numbered(3), 'later']);
    expect(other.counts().failures).toBe(0);
  });
});

import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { COLLECTOR_KEYS } from '#lib/redis-keys.ts';
import { runScript, script } from '../store/script.ts';
import type { StateChanged } from '../store/timeline.ts';
import { BATCH, type EventBus } from './event-bus.ts';

const EVERY_MS = 1_000;
/** Longer than the bus may take. */
const LEASE_MS = 15_000;
const LONGEST_PAUSE_MS = 30_000;
const GIVE_BACK = script(
  `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`,
);

export interface Publisher {
  start(): void;
  stop(): Promise<void>;
  /** Events that the bus has taken from this node, and times that it could not be had or refused one. */
  counts(): { sent: number; failures: number };
}

/**
 * Sends the changes of workers' states on to a bus: one node at a time, the oldest first, each at least once. While
 * the bus is away they wait on their stream, as many as that holds; no attempt waits for it.
 */
export function stateChangePublisher(parts: { redis: Redis; bus: EventBus; log: Logger }): Publisher {
  const { redis, bus, log } = parts;
  const owner = randomUUID();
  const counts = { sent: 0, failures: 0 };
  let timer: NodeJS.Timeout | undefined;
  let publishing: Promise<void> | undefined;
  let pauseMs = EVERY_MS;
  let stopped = false;

  async function publish(): Promise<void> {
    const { publisher, published, stateChanges } = COLLECTOR_KEYS;
    if ((await redis.set(publisher, owner, 'PX', LEASE_MS, 'NX')) === null) return;
    try {
      while (!stopped) {
        const after = await redis.get(published);
        const entries = await redis.xrange(stateChanges, after ? `(${after}` : '-', '+', 'COUNT', BATCH);
        if (entries.length === 0) return;
        const taken = await bus.put(entries.map(([, [, json = '']]) => JSON.parse(json) as StateChanged));
        counts.sent += taken;
        const last = entries[taken - 1]?.[0];
        if (last !== undefined) await redis.set(published, last);
        if (taken < entries.length) throw new Error('the bus refused an event');
        await redis.pexpire(publisher, LEASE_MS);
      }
    } finally {
      await runScript(redis, GIVE_BACK, [publisher], [owner]);
    }
  }

  async function once(): Promise<void> {
    try {
      await publish();
      if (pauseMs > EVERY_MS) log.info('state changes are sent again');
      pauseMs = EVERY_MS;
    } catch (err) {
      counts.failures += 1;
      log.warn({ err: String(err), failures: counts.failures }, 'state changes not sent, they wait');
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
  }

  function run(): void {
    publishing = once().finally(() => {
      if (!stopped) timer = setTimeout(run, pauseMs);
    });
  }

  return {
    start: run,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await publishing;
      clearTimeout(timer);
    },
    counts: () => ({ ...counts }),
  };
}

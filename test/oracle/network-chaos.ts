import { systemClock } from '#lib/cache/clock.ts';
import type { FaultProxy } from '../support/fault-proxy.ts';

const WINDOW_MS = 100;
/** Longer than a deletion and its retry may take, however often they are sent again over new connections. */
const UNCONFIRMED_MS = 700;
const DELETION = /\r\ndel\r\n/i;

/** What networks do to the way to Redis. Short, or nothing would be left to hit. */
const FAULTS: Record<string, (redis: FaultProxy, end: AbortSignal) => Promise<unknown>> = {
  reset: async (redis) => redis.resetAll(),
  latency: async (redis, end) => {
    redis.inject({ kind: 'latency', ms: 20 + Math.random() * 80 });
    await passed(redis, end);
  },
  silence: async (redis, end) => {
    redis.inject({ kind: 'silent', times: 2 });
    await systemClock.delay(WINDOW_MS, end).catch(() => undefined);
    await redis.heal();
  },
  deletionUnheard: async (redis, end) => {
    redis.inject({ kind: 'drop-reply', times: 1, match: DELETION });
    await passed(redis, end);
  },
  deletionsUnconfirmed: async (redis, end) => {
    redis.inject({ kind: 'drop-reply', match: DELETION });
    await passed(redis, end, UNCONFIRMED_MS);
  },
};

async function passed(redis: FaultProxy, end: AbortSignal, ms = WINDOW_MS): Promise<void> {
  await systemClock.delay(ms, end).catch(() => undefined);
  await redis.heal();
}

/** One after the other until `end`. `counts`: how often each was really done to a connection so far. */
export function networkChaos(redis: FaultProxy, end: AbortSignal, longestPauseMs: number) {
  const names = Object.keys(FAULTS);
  const counts = Object.fromEntries(names.map((name) => [name, 0]));
  const ended = (async () => {
    for (let turn = 0; !end.aborted; turn++) {
      const name = names[turn % names.length] ?? '';
      const before = redis.injected;
      await FAULTS[name]?.(redis, end);
      if (redis.injected > before) counts[name] = (counts[name] ?? 0) + 1;
      await systemClock.delay(Math.random() * longestPauseMs, end).catch(() => undefined);
    }
  })();
  return { counts, ended };
}

import type { Redis } from 'ioredis';
import type { CollectorParts } from '#services/collector/engine/collector-options.ts';
import { reconciler } from '#services/collector/engine/reconciler.ts';
import { marketWriter } from '#services/collector/store/market-writer.ts';
import { LAPSE_MS, turns } from '#services/collector/store/turns.ts';

const AT_START_MS = 5_000;
const FOR_GOOD_MS = 3_600_000;

/** Guards of a collector node whose absence is tried, and what takes each out. */
export const COLLECTOR_WEAKENINGS = {
  'the reconciliation of what runs': {
    reconciler: (parts) => {
      const until = Date.now() + AT_START_MS;
      return reconciler({ ...parts, desired: () => (Date.now() < until ? parts.desired() : undefined) });
    },
  },
  'the backoff': {
    writer: (redis) => {
      const shipped = marketWriter(redis);
      return {
        ...shipped,
        fail: (turn, error, _retryAfterMs, next) => shipped.fail(turn, error, 0, { ...next, delayMs: 0 }),
      };
    },
  },
  'the lapse of a turn': { turns: (redis, node) => turns(withoutLapse(redis), node) },
} as const satisfies Record<string, Partial<CollectorParts>>;
export type CollectorGuard = keyof typeof COLLECTOR_WEAKENINGS;

/** The scripts of turns are told their life. */
function withoutLapse(redis: Redis): Redis {
  const longer = (args: unknown[]) => args.map((arg) => (arg === LAPSE_MS ? FOR_GOOD_MS : arg));
  const evalsha = (...args: unknown[]) => redis.call('EVALSHA', ...(longer(args) as [string, string]));
  const evaluate = (...args: unknown[]) => redis.call('EVAL', ...(longer(args) as [string, string]));
  return { evalsha, eval: evaluate } as unknown as Redis;
}

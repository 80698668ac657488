import type { Redis } from 'ioredis';
import { COLLECTOR_KEYS } from '#lib/redis-keys.ts';
import { runScript, script } from '../store/script.ts';
import type { KnownSet } from './known-set.ts';

/**
 * Keeps the newest known set for all nodes, by the same order as `isOlder`.
 * ARGV: version or '', readAt, JSON. Gives the JSON that is kept.
 */
const REMEMBER = script(`
local known = redis.call('HMGET', KEYS[1], 'version', 'readAt', 'set')
if known[3] then
  local mine, theirs = tonumber(ARGV[1]), tonumber(known[1])
  if not mine or not theirs then mine, theirs = tonumber(ARGV[2]), tonumber(known[2]) end
  if mine < theirs then return known[3] end
end
redis.call('HSET', KEYS[1], 'version', ARGV[1], 'readAt', ARGV[2], 'set', ARGV[3])
return ARGV[3]
`);

/** The set that all nodes share through Redis: a node that boots while the registry is down goes on from it. */
export interface RememberedSet {
  /** Keeps `set` unless a newer one is kept; gives the one that is. */
  offer(set: KnownSet): Promise<KnownSet>;
  recall(): Promise<KnownSet | undefined>;
}

export function rememberedSet(redis: Redis): RememberedSet {
  // what an earlier release remembered has nothing of pauses
  const parse = (json: unknown): KnownSet => ({ paused: [], ...JSON.parse(String(json)) });
  return {
    async offer(set) {
      const args = [set.version ?? '', set.readAt, JSON.stringify(set)];
      return parse(await runScript(redis, REMEMBER, [COLLECTOR_KEYS.registry], args));
    },
    async recall() {
      const json = await redis.hget(COLLECTOR_KEYS.registry, 'set');
      return json === null ? undefined : parse(json);
    },
  };
}

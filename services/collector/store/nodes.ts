import type { Redis } from 'ioredis';
import { COLLECTOR_KEYS } from '#lib/redis-keys.ts';
import { NOW, TEXT } from './lua-snippets.ts';
import { runScript, script } from './script.ts';

export const BEAT_EVERY_MS = 500;
/** A node without a sign of life for so long counts as gone. */
export const NODE_LOST_MS = 3_000;

const BEAT = script(`${NOW}${TEXT} redis.call('HSET', KEYS[1], ARGV[1], text(now)) return 1`);

/** Signs of life of the collector's nodes, by Redis' clock. */
export interface Nodes {
  beat(): Promise<void>;
  leave(node: string): Promise<void>;
}

export function nodes(redis: Redis, node: string): Nodes {
  return {
    async beat() {
      await runScript(redis, BEAT, [COLLECTOR_KEYS.nodes], [node]);
    },
    async leave(left) {
      await redis.hdel(COLLECTOR_KEYS.nodes, left);
    },
  };
}

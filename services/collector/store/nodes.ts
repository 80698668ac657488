import { getHeapStatistics } from 'node:v8';
import type { Redis } from 'ioredis';
import type { NodeReport } from '#lib/domain/worker.ts';
import { COLLECTOR_KEYS } from '#lib/redis-keys.ts';
import { NOW, TEXT } from './lua-snippets.ts';
import { runScript, script } from './script.ts';

export const BEAT_EVERY_MS = 500;
/** A node without a sign of life for so long counts as gone. */
export const NODE_LOST_MS = 3_000;

const KEYS = [COLLECTOR_KEYS.nodes, COLLECTOR_KEYS.nodeMemory];
const BEAT = script(`${NOW}${TEXT}
redis.call('HSET', KEYS[1], ARGV[1], text(now))
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return 1
`);

/** Signs of life of the collector's nodes, by Redis' clock. */
export interface Nodes {
  beat(): Promise<void>;
  leave(node: string): Promise<void>;
  list(): Promise<NodeReport[]>;
}

export function nodes(redis: Redis, node: string): Nodes {
  return {
    async beat() {
      await runScript(redis, BEAT, KEYS, [node, JSON.stringify(memoryUsed())]);
    },
    async leave(left) {
      await Promise.all(KEYS.map((key) => redis.hdel(key, left)));
    },
    async list() {
      const [time, beats, memory] = await Promise.all([
        redis.time(),
        redis.hgetall(COLLECTOR_KEYS.nodes),
        redis.hgetall(COLLECTOR_KEYS.nodeMemory),
      ]);
      const now = Number(time[0]) * 1000 + Math.floor(Number(time[1]) / 1000);
      return Object.entries(beats)
        .map(([instanceId, at]) => ({
          instanceId,
          alive: now - Number(at) <= NODE_LOST_MS,
          lastSeenAt: new Date(Number(at)).toISOString(),
          memory: JSON.parse(memory[instanceId] ?? 'null'),
        }))
        .sort((a, b) => a.instanceId.localeCompare(b.instanceId));
    },
  };
}

/** Of this process; the thread that loads markets counts in what is resident. */
export function memoryUsed(): NonNullable<NodeReport['memory']> {
  const { rss, heapUsed } = process.memoryUsage();
  const mb = (bytes: number) => Math.round(bytes / 2 ** 20);
  return { rssMb: mb(rss), heapMb: mb(heapUsed), heapLimitMb: mb(getHeapStatistics().heap_size_limit) };
}

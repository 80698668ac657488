import type { Redis } from 'ioredis';
import { marketKeys } from '#lib/redis-keys.ts';

/** One poll's entry of an exchange's stream. */
export interface StreamEntry {
  at: number;
  token: number;
  generation: number;
}

export async function streamOf(redis: Redis, exchange: string, since = 0): Promise<StreamEntry[]> {
  const entries = await redis.xrange(marketKeys(exchange).stream, String(since), '+');
  return entries.map(([, fields]) => {
    const field = (name: string) => Number(fields[fields.indexOf(name) + 1]);
    return { at: field('at'), token: field('token'), generation: field('generation') };
  });
}

/** The longest time between two writes, or from `since` to the first, or from the last until `until`. */
export function longestGap(entries: StreamEntry[], since: number, until: number): number {
  const instants = [since, ...entries.map(({ at }) => at), until];
  return Math.max(...instants.slice(1).map((at, index) => at - (instants[index] ?? at)));
}

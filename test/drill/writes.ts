import { Redis } from 'ioredis';
import { marketKeys } from '#lib/redis-keys.ts';
import { eventually } from '../support/eventually.ts';

/** One write of an exchange's data: the instant by Redis' clock, and the fencing token. */
export interface Write {
  at: number;
  token: number;
}

/** Every write of every exchange, read as it comes: a FLUSHALL takes nothing from it. */
export interface Writes {
  of(exchange: string): readonly Write[];
  stop(): Promise<void>;
}

export function followWrites(redisUrl: string, exchanges: string[]): Writes {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  redis.on('error', () => undefined);
  const writes = new Map(exchanges.map((id) => [id, [] as Write[]]));
  const byStream = new Map(exchanges.map((id) => [marketKeys(id).stream, { id, last: '0' }]));
  let stopped = false;

  async function readOnce(): Promise<void> {
    const streams = [...byStream.keys()];
    const lasts = [...byStream.values()].map(({ last }) => last);
    const reply = await redis.xread('COUNT', 1_000, 'BLOCK', 500, 'STREAMS', ...streams, ...lasts);
    for (const [stream, entries] of reply ?? []) {
      const source = byStream.get(stream);
      for (const [id, fields] of entries) {
        if (!source) continue;
        source.last = id;
        const field = (name: string) => Number(fields[fields.indexOf(name) + 1]);
        writes.get(source.id)?.push({ at: field('at'), token: field('token') });
      }
    }
  }
  const following = (async () => {
    while (!stopped) await readOnce().catch(() => undefined);
  })();

  return {
    of: (exchange) => writes.get(exchange) ?? [],
    async stop() {
      stopped = true;
      await following;
      redis.disconnect();
    },
  };
}

/** Until each of these has been written `times` times from now on; rejects when that takes longer than `timeoutMs`. */
export async function writtenAgain(
  writes: Writes,
  exchanges: string[],
  { times, timeoutMs }: { times: number; timeoutMs: number },
): Promise<void> {
  const before = new Map(exchanges.map((id) => [id, writes.of(id).length]));
  await eventually(
    () => {
      const late = exchanges.filter((id) => writes.of(id).length < (before.get(id) ?? 0) + times);
      if (late.length > 0) throw new Error(`${late.length} were not written ${times} times, e.g. ${late[0]}`);
    },
    { timeoutMs, everyMs: 50 },
  );
}

/** The longest time without a write of each exchange, by the instants of Redis' clock. */
export function longestGaps(writes: Writes, exchanges: string[], from: number, until: number): number[] {
  return exchanges.map((id) => {
    const instants = writes.of(id).map(({ at }) => at);
    const before = instants.filter((at) => at < from).at(-1) ?? from;
    const edges = [before, ...instants.filter((at) => at >= from && at <= until), until];
    return Math.max(...edges.slice(1).map((at, index) => at - (edges[index] ?? at)));
  });
}

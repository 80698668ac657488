import type { Redis } from 'ioredis';
import { marketKeys } from '#lib/redis-keys.ts';
import { runScript } from '../store/script.ts';
import { RESTART, TAKE_OVER } from '../store/status-scripts.ts';
import type { PollQueue } from './poll-queue.ts';

/** What raises a worker's generation. Each asks for a poll at once. */
export interface WorkerControl {
  /** False when its gate is closed. */
  restart(exchange: string, reason: string): Promise<boolean>;
  /** Only if `node` was still the last to poll it. */
  takeOver(exchange: string, node: string): Promise<void>;
  /** Marks them for a rolling restart, which the reconciling node carries out. */
  wantRestarts(exchanges: Iterable<string>, reason: string): Promise<void>;
}

export function workerControl(redis: Redis, queue: Pick<PollQueue, 'runNow'>): WorkerControl {
  const keys = (exchange: string) => [marketKeys(exchange).fence, marketKeys(exchange).status];
  return {
    async restart(exchange, reason) {
      if ((await runScript(redis, RESTART, keys(exchange), [reason])) === 0) return false;
      await queue.runNow(exchange);
      return true;
    },
    async takeOver(exchange, node) {
      if ((await runScript(redis, TAKE_OVER, keys(exchange), [node])) === 1) await queue.runNow(exchange);
    },
    async wantRestarts(exchanges, reason) {
      const pipeline = redis.pipeline();
      for (const id of exchanges) pipeline.hset(marketKeys(id).status, 'restartWanted', reason);
      for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error;
    },
  };
}

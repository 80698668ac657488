import { createHash } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { BULLMQ_PREFIX } from '#lib/redis-keys.ts';

const QUEUE = 'polls';
/** One try: the next interval is the retry. Nothing is kept of a job that is done. */
const JOB_OPTIONS = { attempts: 1, removeOnComplete: true, removeOnFail: true };
const LOCK_MS = 3_000;
const STALLED_CHECK_MS = 1_000;
/** How long closing waits for BullMQ before it drops the connection. */
const CLOSE_WITHIN_MS = 1_000;

export interface Schedule {
  exchange: string;
  everyMs: number;
  /** When its next job is due, milliseconds. */
  next: number;
}

/** The schedules, shared by all nodes, and this node's share of their jobs. */
export interface PollQueue {
  schedules(): Promise<Schedule[]>;
  schedule(exchange: string, everyMs: number): Promise<void>;
  unschedule(exchange: string): Promise<void>;
  /** One job besides the schedule. */
  runNow(exchange: string): Promise<void>;
  /** Begins to take jobs, at most `concurrency` at once; called again, changes that. */
  take(concurrency: number): void;
  close(): Promise<void>;
}

export function pollQueue(options: {
  /** For what is asked of the schedules: its commands may fail, but not hang. */
  commands: Redis;
  /** For taking jobs. */
  blocking: Redis;
  onJob: (exchange: string) => Promise<void>;
  log: Logger;
}): PollQueue {
  const { commands, blocking, onJob, log } = options;
  const queue = new Queue<{ exchange: string }>(QUEUE, {
    connection: commands,
    prefix: BULLMQ_PREFIX,
    streams: { events: { maxLen: 100 } },
  });
  queue.on('error', (err) => log.warn({ err: err.message }, 'queue error'));
  let worker: Worker<{ exchange: string }> | undefined;

  function startWorker(concurrency: number): Worker<{ exchange: string }> {
    const started = new Worker<{ exchange: string }>(QUEUE, (job) => onJob(job.data.exchange), {
      connection: blocking,
      prefix: BULLMQ_PREFIX,
      concurrency,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      drainDelay: 1,
      runRetryDelay: 500,
    });
    started.on('error', (err) => log.warn({ err: err.message }, 'queue worker error'));
    started.on('failed', (job, err) =>
      log.warn({ exchange: job?.data.exchange, err: err.message }, 'job failed'),
    );
    return started;
  }

  return {
    async schedules() {
      const all = await queue.getJobSchedulers(0, -1, true);
      return all.map(({ key, every, next }) => ({ exchange: key, everyMs: Number(every), next: next ?? 0 }));
    },
    async schedule(exchange, everyMs) {
      const repeat = { every: everyMs, offset: phase(exchange, everyMs) };
      await queue.upsertJobScheduler(exchange, repeat, {
        name: 'poll',
        data: { exchange },
        opts: JOB_OPTIONS,
      });
    },
    async unschedule(exchange) {
      await queue.removeJobScheduler(exchange);
    },
    async runNow(exchange) {
      await queue.add('poll', { exchange }, JOB_OPTIONS);
    },
    take(concurrency) {
      worker ??= startWorker(concurrency);
      worker.concurrency = concurrency;
    },
    async close() {
      const closing = Promise.all([worker?.close(), queue.close()]);
      await Promise.race([closing, new Promise((resolve) => setTimeout(resolve, CLOSE_WITHIN_MS).unref())]);
    },
  };
}

/** Spreads the exchanges over the interval, the same way on every node. */
function phase(exchange: string, everyMs: number): number {
  return 1 + (createHash('sha1').update(exchange).digest().readUInt32BE() % (everyMs - 1));
}

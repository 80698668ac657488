import { setTimeout as delay } from 'node:timers/promises';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { Exchange } from 'ccxt';
import { bulkhead } from 'cockatiel';
import type { Logger } from 'pino';
import { untilAborted } from '#services/common/exchange/deadline.ts';
import type { Failure } from '#services/common/exchange/failure.ts';
import { answerCall } from './answer-call.ts';
import type { Call, LoadMessage, Outcome } from './loader-messages.ts';

/** Its modules take some 60 MB: a thread that has had nothing to do for so long is ended. */
const IDLE_MS = 30_000;

/**
 * More at once would end no sooner, but all of them at the end: a turn that is held for long on a busy machine is lost,
 * and what was loaded with it. One that is slow counts for a while only, so that it does not hold up the others.
 */
const FIRST_ONES = { atOnce: 3, waiting: 5 };
/** Those of workers that have some already are in no hurry: a restart of many is not felt by the polls. */
const RENEWALS = { atOnce: 1, waiting: 0 };
const COUNTS_FOR_MS = 1_000;

/** Loading failed; the thread has found out why. */
export class MarketsNotLoadedError extends Error {
  override readonly name = 'MarketsNotLoadedError';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Loads the markets of exchanges in a thread of its own: parsing 3,000 of them takes 0.1 to 0.3 s. */
export interface MarketsLoader {
  /**
   * The packed markets of `id`. Every request is sent here, by `exchange`, under the guard that it has at that moment.
   * Rejects with {@link MarketsNotLoadedError}, or the signal's reason; with a BulkheadRejectedError when others are to
   * be loaded first.
   */
  load(exchange: Exchange, id: string, signal: AbortSignal, kind: 'first' | 'renewal'): Promise<Uint8Array>;
  stop(): Promise<void>;
}

interface LoaderThread {
  worker: Worker;
  /** Rejects what still waits for it. */
  onExit: Set<(reason: Error) => void>;
}

export function marketsLoader(options: {
  /** The file that serves loads. */
  thread: URL;
  proxyUrl: string | undefined;
  timeoutMs: number;
  log: Logger;
}): MarketsLoader {
  const { thread, proxyUrl, timeoutMs, log } = options;
  const slots = {
    first: bulkhead(FIRST_ONES.atOnce, FIRST_ONES.waiting),
    renewal: bulkhead(RENEWALS.atOnce, RENEWALS.waiting),
  };
  let current: LoaderThread | undefined;
  let idle: NodeJS.Timeout | undefined;
  let loading = 0;

  function start(): LoaderThread {
    const worker = new Worker(thread, {
      resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 16 },
    });
    const started: LoaderThread = { worker, onExit: new Set() };
    worker.on('error', (err) => log.error({ err }, 'the thread that loads markets failed'));
    worker.on('exit', () => {
      if (current === started) current = undefined;
      for (const reject of started.onExit) reject(new Error('the thread that loads markets ended'));
    });
    return started;
  }

  async function end(): Promise<void> {
    clearTimeout(idle);
    const ended = current;
    // a load that begins meanwhile has a thread of its own
    current = undefined;
    await ended?.worker.terminate();
  }

  async function load(exchange: Exchange, id: string, signal: AbortSignal): Promise<Uint8Array> {
    clearTimeout(idle);
    loading++;
    current ??= start();
    const { worker, onExit } = current;
    const { port1: port, port2 } = new MessageChannel();
    const { promise: packed, resolve, reject } = Promise.withResolvers<Uint8Array>();
    onExit.add(reject);
    port.on('message', async (message: Call | Outcome) => {
      if ('packed' in message) resolve(message.packed);
      else if ('failure' in message) reject(new MarketsNotLoadedError(message.failure));
      else port.postMessage(await answerCall(exchange, message, timeoutMs, signal));
    });
    const message: LoadMessage = { port: port2, exchange: id, proxyUrl, timeoutMs };
    worker.postMessage(message, [port2]);
    try {
      return await untilAborted(packed, signal);
    } finally {
      port.close(); // which ends the load in the thread, too
      onExit.delete(reject);
      if (--loading === 0) idle = setTimeout(end, IDLE_MS).unref();
    }
  }

  return {
    async load(exchange, id, signal, kind) {
      const begun = await slots[kind].execute(async () => {
        const packed = load(exchange, id, signal);
        await Promise.race([packed, delay(COUNTS_FOR_MS, undefined, { ref: false })]).catch(() => undefined);
        return { packed };
      }, signal);
      return begun.packed;
    },
    stop: end,
  };
}

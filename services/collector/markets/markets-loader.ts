import { setTimeout as delay } from 'node:timers/promises';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { Exchange } from 'ccxt';
import { bulkhead } from 'cockatiel';
import type { Logger } from 'pino';
import { untilAborted, withDeadline } from '#services/common/exchange/deadline.ts';
import type { Failure } from '#services/common/exchange/failure.ts';
import type { Answer, Call, HttpReply, LoadMessage, Outcome, RequestParams } from './loader-messages.ts';

/** Its modules take some 60 MB: a thread that has had nothing to do for so long is ended. */
const IDLE_MS = 30_000;

/**
 * More at once would end no sooner, but all of them at the end: a turn that is held for long on a busy machine is lost,
 * and what was loaded with it. One that is slow counts for a while only, so that it does not hold up the others.
 */
const AT_ONCE = 3;
const WAITING = 5;
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
   * Rejects with {@link MarketsNotLoadedError}, or the signal's reason; with a BulkheadRejectedError when many others
   * are to be loaded first.
   */
  load(exchange: Exchange, id: string, signal: AbortSignal): Promise<Uint8Array>;
  stop(): Promise<void>;
}

export function marketsLoader(options: {
  /** The file that serves loads. */
  thread: URL;
  proxyUrl: string | undefined;
  timeoutMs: number;
  log: Logger;
}): MarketsLoader {
  const { thread, proxyUrl, timeoutMs, log } = options;
  const slots = bulkhead(AT_ONCE, WAITING);
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let loading = 0;

  function start(): Worker {
    const started = new Worker(thread, {
      resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 16 },
    });
    started.setMaxListeners(0); // every load waits for its end
    started.on('error', (err) => log.error({ err }, 'the thread that loads markets failed'));
    started.on('exit', () => {
      if (worker === started) worker = undefined;
    });
    return started;
  }

  function outcomeOf(exchange: Exchange, port: MessagePort, signal: AbortSignal): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      worker?.once('exit', () => reject(new Error('the thread that loads markets ended')));
      port.on('message', async (message: Call | Outcome) => {
        if ('packed' in message) resolve(message.packed);
        else if ('failure' in message) reject(new MarketsNotLoadedError(message.failure));
        else port.postMessage(await answer(exchange, message, timeoutMs, signal));
      });
    });
  }

  async function load(exchange: Exchange, id: string, signal: AbortSignal): Promise<Uint8Array> {
    clearTimeout(idle);
    loading++;
    worker ??= start();
    const { port1: port, port2 } = new MessageChannel();
    const message: LoadMessage = { port: port2, exchange: id, proxyUrl, timeoutMs };
    worker.postMessage(message, [port2]);
    try {
      return await untilAborted(outcomeOf(exchange, port, signal), signal);
    } finally {
      port.close(); // which ends the load in the thread, too
      if (--loading === 0) idle = setTimeout(() => worker?.terminate(), IDLE_MS).unref();
    }
  }

  return {
    async load(exchange, id, signal) {
      const begun = await slots.execute(async () => {
        const packed = load(exchange, id, signal);
        await Promise.race([packed, delay(COUNTS_FOR_MS, undefined, { ref: false })]).catch(() => undefined);
        return { packed };
      }, signal);
      return begun.packed;
    },
    async stop() {
      clearTimeout(idle);
      await worker?.terminate();
    },
  };
}

async function answer(
  exchange: Exchange,
  call: Call,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    if ('weight' in call) {
      await exchange.throttle(call.weight);
      return { call: call.call, reply: undefined };
    }
    return { call: call.call, reply: await send(exchange, call.url, call.params, timeoutMs, signal) };
  } catch (error) {
    const { name, message, code } = error as Error & { code?: string };
    return { call: call.call, error: { name, message, code } };
  }
}

/** As ccxt's own `fetch` sends it. */
async function send(
  exchange: Exchange,
  url: string,
  params: RequestParams,
  timeoutMs: number,
  parent: AbortSignal,
): Promise<HttpReply> {
  await exchange.loadFetchImplementation();
  const dispatcher = exchange.fetchDispatcher;
  const sent = (signal: AbortSignal) => exchange.undiciRequest(url, { ...params, signal, dispatcher });
  const { status, statusText, headers, arrayBuffer } = await withDeadline(timeoutMs, sent, parent);
  return { status, statusText, headers, body: new Uint8Array(await arrayBuffer()) };
}

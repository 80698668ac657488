import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { Failure } from '#services/common/exchange/failure.ts';
import { admitted, type TurnGuard } from '../poll/request-guard.ts';
import { type FromLoader, monotonicMs, type ToLoader } from './loader-messages.ts';

/** Its modules take some 100 MB: a thread that has had nothing to do for so long is ended. */
const IDLE_MS = 30_000;

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
  /** Every request is sent under `guard`. Rejects with {@link MarketsNotLoadedError}, or the guard's reason. */
  load(exchange: string, guard: TurnGuard): Promise<Uint8Array>;
  stop(): Promise<void>;
}

interface Loading {
  guard: TurnGuard;
  resolve(packed: Uint8Array): void;
  reject(error: unknown): void;
}

export function marketsLoader(options: {
  /** The file that serves loads. */
  thread: URL;
  proxyUrl: string | undefined;
  timeoutMs: number;
  log: Logger;
}): MarketsLoader {
  const { thread, proxyUrl, timeoutMs, log } = options;
  const loadings = new Map<number, Loading>();
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let sequence = 0;

  const tell = (message: ToLoader) => worker?.postMessage(message);

  function start(): Worker {
    const started = new Worker(thread);
    started.on('message', receive);
    started.on('error', (err) => log.error({ err }, 'the thread that loads markets failed'));
    started.on('exit', () => {
      if (worker === started) worker = undefined;
      for (const [load, { reject }] of loadings) {
        loadings.delete(load);
        reject(new Error('the thread that loads markets ended'));
      }
    });
    return started;
  }

  function receive(message: FromLoader): void {
    const loading = loadings.get(message.load);
    if (!loading) return;
    if (message.type === 'admit') void admit(message, loading);
    if (message.type === 'loaded') loading.resolve(message.packed);
    if (message.type === 'failed') loading.reject(new MarketsNotLoadedError(message.failure));
  }

  async function admit(
    { load, request, weight }: Extract<FromLoader, { type: 'admit' }>,
    { guard, reject }: Loading,
  ) {
    try {
      if (weight !== undefined) await admitted(guard, weight);
      guard.check();
      const sendBefore = monotonicMs() + guard.validUntil() - performance.now();
      tell({ type: 'admitted', load, request, sendBefore });
    } catch (error) {
      reject(error);
    }
  }

  return {
    async load(exchange, guard) {
      clearTimeout(idle);
      worker ??= start();
      const load = ++sequence;
      const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
      const abort = () => reject(guard.signal.reason);
      guard.signal.addEventListener('abort', abort, { once: true });
      loadings.set(load, { guard, resolve, reject });
      tell({ type: 'load', load, exchange, proxyUrl, timeoutMs });
      try {
        return await promise;
      } catch (error) {
        tell({ type: 'abort', load });
        throw error;
      } finally {
        guard.signal.removeEventListener('abort', abort);
        loadings.delete(load);
        if (loadings.size === 0) idle = setTimeout(() => worker?.terminate(), IDLE_MS).unref();
      }
    },
    async stop() {
      clearTimeout(idle);
      await worker?.terminate();
    },
  };
}

import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { OutcomeMessage, Outcomes, Task, TaskMessage } from './tasks.ts';

/** No task takes this long by itself; a thread that is silent for longer hangs, and is replaced. */
const SILENCE_MS = 60_000;

/** Why a task has no outcome: its thread ended, or hung. */
export class ExchangeHostError extends Error {
  override readonly name = 'ExchangeHostError';
}

/** The exchanges, seen from the main thread, which never loads ccxt itself. */
export interface ExchangeHost {
  /** @throws ExchangeHostError */
  run<T extends Task['type']>(task: Extract<Task, { type: T }>): Promise<Outcomes[T]>;
  stop(): Promise<void>;
}

interface Waiting {
  resolve: (outcome: Outcomes[Task['type']]) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

/** Starts its thread with the first task, and again with the next one after it ended. */
export function exchangeHost(options: {
  proxyUrl: string | undefined;
  log: Logger;
  /** The file of exchange-thread.ts. */
  thread: URL;
  silenceMs?: number;
}): ExchangeHost {
  const { log, thread, silenceMs = SILENCE_MS } = options;
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let seq = 0;

  function settle(key: number): Waiting | undefined {
    const one = waiting.get(key);
    waiting.delete(key);
    clearTimeout(one?.timer);
    return one;
  }

  function start(): Worker {
    const started = new Worker(thread, { workerData: { proxyUrl: options.proxyUrl } });
    started.on('message', (message: OutcomeMessage) => {
      const one = settle(message.seq);
      if (message.ok) one?.resolve(message.outcome);
      else one?.reject(new ExchangeHostError(message.message));
    });
    started.on('error', (error) => log.error({ err: error }, 'the exchanges thread failed'));
    started.on('exit', (code) => {
      if (worker === started) worker = undefined;
      if (waiting.size > 0) log.error({ code, lost: waiting.size }, 'the exchanges thread ended');
      for (const key of [...waiting.keys()]) {
        settle(key)?.reject(new ExchangeHostError('the thread that talks to the exchanges ended'));
      }
    });
    return started;
  }

  return {
    run<T extends Task['type']>(task: Extract<Task, { type: T }>) {
      if (task.type === 'drop' && !worker) return Promise.resolve(null) as Promise<Outcomes[T]>;
      worker ??= start();
      const target = worker;
      const message: TaskMessage = { seq: ++seq, task };
      return new Promise<Outcomes[T]>((resolve, reject) => {
        const timer = setTimeout(() => target.terminate(), silenceMs);
        waiting.set(message.seq, { resolve: resolve as Waiting['resolve'], reject, timer });
        target.postMessage(message);
      });
    },
    async stop() {
      await worker?.terminate();
    },
  };
}

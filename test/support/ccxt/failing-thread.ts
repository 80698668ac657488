import { parentPort } from 'node:worker_threads';
import type { TaskMessage } from '#services/ccxt/exchanges/tasks.ts';

/** In place of exchange-thread.ts: what the exchange's name says becomes of the thread. */
parentPort?.on('message', ({ seq, task }: TaskMessage) => {
  if (task.exchange === 'exits') process.exit(3);
  if (task.exchange === 'throws') throw new Error('a defect');
  if (task.exchange === 'hangs') for (;;);
  if (task.exchange === 'silent') return;
  parentPort?.postMessage({ seq, ok: true, outcome: { answered: task.exchange } });
});

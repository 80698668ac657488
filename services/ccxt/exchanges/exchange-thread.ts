import { parentPort, workerData } from 'node:worker_threads';
import { exchangePool } from './exchange-pool.ts';
import type { OutcomeMessage, TaskMessage } from './tasks.ts';

/**
 * The thread that owns all ccxt instances: loading ccxt and parsing markets take hundreds of milliseconds in
 * which this event loop stands still, and the service's does not.
 */
const port = parentPort;
if (!port) throw new Error('exchange-thread.ts runs as a worker thread only');

const pool = exchangePool({ proxyUrl: workerData.proxyUrl });
const answer = (message: OutcomeMessage) => port.postMessage(message);

port.on('message', ({ seq, task }: TaskMessage) => {
  pool.run(task).then(
    (outcome) => answer({ seq, ok: true, outcome }),
    (error) => answer({ seq, ok: false, message: String(error) }),
  );
});

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

export interface Blackhole {
  close(): Promise<void>;
}

/** Listens and then never accepts: a thread whose event loop stands still. */
const LISTENER = `
const { parentPort, workerData } = require('node:worker_threads');
const server = require('node:net').createServer();
server.listen({ port: workerData, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort.postMessage('listening');
  setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
});
`;
const PATIENCE_MS = 150;

/**
 * A loopback port whose SYNs are dropped, as by a firewall: its listener accepts nothing, and we fill the queue that
 * the kernel keeps for it.
 */
export async function openBlackhole(port: number): Promise<Blackhole> {
  const listener = new Worker(LISTENER, { eval: true, workerData: port });
  await once(listener, 'message');
  const fillers: Socket[] = [];
  while (await isAccepted(port, fillers));
  return {
    async close() {
      for (const socket of fillers) socket.destroy();
      await listener.terminate();
    },
  };
}

function isAccepted(port: number, fillers: Socket[]): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  fillers.push(socket);
  socket.on('error', () => undefined);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), PATIENCE_MS);
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

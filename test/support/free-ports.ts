import { createServer } from 'node:net';

/** Test files run at once, each worker in a range of its own. */
const WORKER_RANGE = 2_000;
const FIRST_PORT = 20_000;
let next = 0;

/** The first of `count` consecutive loopback ports that nothing listens on. */
export async function freePorts(count: number): Promise<number> {
  const worker = Number(process.env.JEST_WORKER_ID ?? 1) % 4;
  const start = FIRST_PORT + worker * WORKER_RANGE + (process.pid % 100) * 10;
  for (; next < WORKER_RANGE; next += count) {
    const base = FIRST_PORT + worker * WORKER_RANGE + ((start + next) % (WORKER_RANGE - count));
    const free = await Promise.all(Array.from({ length: count }, (_, offset) => isFree(base + offset)));
    if (free.every(Boolean)) {
      next += count;
      return base;
    }
  }
  throw new Error('no free ports');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

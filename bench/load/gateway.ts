import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ROUTES } from '#lib/routes.ts';
import { gatewayServer } from '#local/gateway/server.ts';

/**
 * The local gateway with its functions in worker processes, which are asked in turn. Tells its port and the workers'
 * process ids over IPC. node gateway.ts WORKERS PREFIX SUFFIX (bench/inside/worker.cjs)
 */
const [count = '2', ...files] = process.argv.slice(2);
const worker = fileURLToPath(new URL('../inside/worker.cjs', import.meta.url));
const waiting = new Map<number, (answer: { result?: unknown; error?: string }) => void>();
const workers = Array.from({ length: Number(count) }, () => {
  const child = fork(worker, files, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  child.on('message', ({ id, ...answer }: { id: number }) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  return child;
});
let invocations = 0;

const server = gatewayServer({
  routes: ROUTES,
  loadHandler: async (name) => async (event) => {
    const id = ++invocations;
    const { promise, resolve } = Promise.withResolvers<{ result?: unknown; error?: string }>();
    waiting.set(id, resolve);
    workers[id % workers.length]?.send({ id, name, event });
    const { result, error } = await promise;
    if (error !== undefined) throw new Error(error);
    return result;
  },
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
process.on('disconnect', () => process.exit(0));
process.send?.({
  port: typeof address === 'object' ? address?.port : 0,
  workers: workers.map(({ pid }) => pid),
});

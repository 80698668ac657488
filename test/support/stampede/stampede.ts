import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { CachedRead } from '#lib/usecases/read-cache.ts';

export interface StampedeOrders {
  redisUrl: string;
  upstreamUrl: string;
  /** Of each process. */
  reads: number;
}

/** Has so many processes read at the same moment; how each read came about. */
export async function stampede(processes: number, orders: StampedeOrders): Promise<CachedRead['outcome'][]> {
  const children = Array.from({ length: processes }, () =>
    fork(new URL('./reader.ts', import.meta.url), { execArgv: [] }),
  );
  try {
    await Promise.all(
      children.map((child) => {
        child.send(orders);
        return once(child, 'message');
      }),
    );
    const outcomes = children.map(async (child) => {
      const [reply] = await once(child, 'message');
      return reply as CachedRead['outcome'][];
    });
    for (const child of children) child.send('go');
    return (await Promise.all(outcomes)).flat();
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

import { once } from 'node:events';
import { createServer } from 'node:net';

/** Who will listen where. */
export type PortPlan = Readonly<Record<string, number>>;

/** The first port that is taken, or `undefined`. */
export async function takenPort(plan: PortPlan): Promise<{ part: string; port: number } | undefined> {
  for (const [part, port] of Object.entries(plan)) {
    if (!(await isFree(port))) return { part, port };
  }
  return undefined;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' || code === 'EACCES') return false;
    throw error;
  }
}

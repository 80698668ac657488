import { once } from 'node:events';
import { createServer } from 'node:net';
import { PORT_COUNT } from '#local/config.ts';
import type { Clock } from './clock.ts';

/** Who will listen where. */
export type PortPlan = Readonly<Record<string, number>>;

/**
 * @throws a sentence naming the first port that is taken. `patienceMs` is for the parts of a supervisor that was
 * killed, which need a moment to notice.
 */
export async function requireFreePorts(plan: PortPlan, patienceMs: number, clock: Clock): Promise<void> {
  const deadline = clock.now() + patienceMs;
  for (;;) {
    const taken = await takenPort(plan);
    if (!taken) return;
    const { part, port } = taken;
    if (clock.now() >= deadline) {
      throw new Error(
        `Port ${port} (for ${part}) is taken: stop what listens there, or choose another with PORT, for instance ` +
          `PORT=${port + 1000} npm start (it takes up to ${PORT_COUNT} ports from there on).`,
      );
    }
    await new Promise<void>((resolve) => void clock.after(100, resolve));
  }
}

async function takenPort(plan: PortPlan): Promise<{ part: string; port: number } | undefined> {
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

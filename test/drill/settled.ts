import { eventually } from '../support/eventually.ts';
import type { DrillSystem } from './system.ts';
import { writtenAgain } from './writes.ts';

/** Until every worker is running, and has been for three polls more. */
export async function settled(system: DrillSystem): Promise<void> {
  await eventually(
    async () => {
      const others = (await system.workers()).filter(({ state }) => state !== 'running');
      if (others.length > 0) throw new Error(`${others.length} are not running, e.g. ${others[0]?.exchange}`);
    },
    { timeoutMs: 120_000, everyMs: 250 },
  );
  await writtenAgain(system.writes, system.exchanges, { times: 3, timeoutMs: 30_000 });
}

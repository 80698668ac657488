import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { openLab, ROOT } from '../harness/lab.ts';
import { installPeers } from '../peers-installed.ts';
import { type Driven, driveReads } from './drive.ts';
import { trickleMutations } from './mutations.ts';
import { startLoadedSystem, type Who } from './system.ts';

const USAGE = 'npm run load [-- --seconds 60] [--connections 20]';

/** One phase of the table. */
interface Phase {
  who: Who;
  redis: 'healthy' | 'away';
  driven: Driven;
  mutations: { done: number; failed: number };
  upstreamReads: number;
}

const { seconds, connections } = options();
installPeers();
console.log(`4 phases of ${seconds} s, ${connections} connections, one mutation a second`);
const lab = await openLab({ foreignPeers: true });
const phases: Phase[] = [];
try {
  for (const who of ['ours', 'express'] as const) phases.push(...(await loaded(who)));
} finally {
  await lab.close();
}
await mkdir(`${ROOT}bench/results`, { recursive: true });
await writeFile(
  `${ROOT}bench/results/load.json`,
  `${JSON.stringify({ seconds, connections, phases }, null, 2)}\n`,
);

async function loaded(who: Who): Promise<Phase[]> {
  const system = await startLoadedSystem(lab, who);
  const found: Phase[] = [];
  try {
    await driveReads(system.url, connections, 2); // warm
    for (const redis of ['healthy', 'away'] as const) {
      if (redis === 'away') system.redis.kill('SIGSTOP');
      const before = system.upstreamReads();
      const trickle = trickleMutations(system.url);
      const driven = await driveReads(system.url, connections, seconds);
      const mutations = await trickle.stop();
      found.push({ who, redis, driven, mutations, upstreamReads: system.upstreamReads() - before });
      print(found.at(-1) as Phase);
    }
    return found;
  } finally {
    await system.stop();
  }
}

function print({ who, redis, driven, mutations, upstreamReads }: Phase): void {
  const { perSecond, p50Ms, p99Ms, errors, statuses } = driven;
  const answers = Object.entries(statuses).map(([status, count]) => `${count} × ${status}`);
  console.log(
    [
      `${who.padEnd(8)} Redis ${redis.padEnd(8)}`,
      `${perSecond.toFixed(0)} reads/s`,
      `p50 ${p50Ms} ms, p99 ${p99Ms} ms`,
      `${answers.join(', ')}, ${errors} errors`,
      `mutations ${mutations.done} done, ${mutations.failed} failed`,
      `${upstreamReads} reads upstream`,
    ].join('; '),
  );
}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        seconds: { type: 'string', default: '60' },
        connections: { type: 'string', default: '20' },
      },
    });
    const numbers = { seconds: Number(values.seconds), connections: Number(values.connections) };
    if (!Object.values(numbers).every((n) => Number.isInteger(n) && n > 0))
      throw new Error('Whole numbers from 1 on, please.');
    return numbers;
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exit(2);
  }
}

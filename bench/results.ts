import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { redisServerPath } from '#local/redis-binary.ts';
import packageJson from '../package.json' with { type: 'json' };
import { holds, type Line } from './goals/goal.ts';
import { ROOT } from './harness/lab.ts';

/** bench/results/latest.json: what was measured, by what, on what. */
export async function writeResults(lines: readonly Line[], rounds: number): Promise<void> {
  const redis = execFileSync(await redisServerPath(), ['--version'], { encoding: 'utf8' });
  const results = {
    measuredAt: new Date().toISOString(),
    rounds,
    machine: { processors: availableParallelism(), model: cpus()[0]?.model, architecture: process.arch },
    versions: {
      node: process.versions.node,
      v8: process.versions.v8,
      redis: /v=(\S+)/.exec(redis)?.[1],
      ...packageJson.dependencies,
    },
    lines: lines.map((line) => ({ ...line, holds: holds(line) })),
  };
  await mkdir(`${ROOT}bench/results`, { recursive: true });
  await writeFile(`${ROOT}bench/results/latest.json`, `${JSON.stringify(results, null, 2)}\n`);
}

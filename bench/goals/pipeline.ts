import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ratios, summary } from '../harness/statistics.ts';
import type { Goal } from './goal.ts';

const READ = 'get-supported';
const CALLS = 400;

export const pipeline: Goal = {
  number: 5,
  title: 'the whole pipeline on 2 KB, inside the handler / a raw GET of Redis',
  async run(lab, rounds) {
    const { taskRoot, opt } = lab.product(READ);
    const args = [
      ...[`${lab.root}bench/inside/pipeline.cjs`, `${taskRoot}/index.cjs`],
      ...[`${lab.peer('ioredis').taskRoot}/index.cjs`, `${lab.root}events/${READ}.json`],
      ...[String(rounds), String(CALLS)],
    ];
    const env = { ...lab.environment(READ), NODE_PATH: `${opt}/nodejs/node_modules` };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    const measured: { ours: number; raw: number; digests: string[] }[] = JSON.parse(stdout);
    for (const { digests } of measured) {
      if (digests.some((one) => one !== lab.digestOf(READ))) throw new Error('answered with another body');
    }
    const raw = measured.map((round) => round.raw);
    const ours = measured.map((round) => round.ours);
    return [
      { goal: 5, unit: 'ms', what: 'raw GET', measured: summary(raw.map((micros) => micros / 1_000)) },
      {
        goal: 5,
        unit: '×',
        what: 'whole pipeline / raw GET',
        measured: summary(ratios(ours, raw)),
        atMost: 1.2,
      },
    ];
  },
};

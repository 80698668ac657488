import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Line } from './goals/goal.ts';
import { GOALS } from './goals/goals.ts';
import { openLab } from './harness/lab.ts';
import { installPeers } from './peers-installed.ts';
import { writeResults } from './results.ts';
import { printTable } from './table.ts';

const USAGE = `npm run bench [-- GOAL … [--rounds N] [--smoke]]   GOAL: ${GOALS.map(({ number }) => number).join(', ')}`;
/** Fewer say little: medians of ratios move by a tenth. */
const ROUNDS = 13;
const SMOKE_ROUNDS = 2;

const { goals, rounds, smoke } = options();
installPeers();
console.log(`${goals.length} benches of ${rounds} rounds on ${availableParallelism()} processors`);
const lab = await openLab({ foreignPeers: true });
const lines: Line[] = [];
try {
  for (const goal of goals) {
    console.log(`${goal.number}  ${goal.title} …`);
    lines.push(...(await goal.run(lab, rounds)));
  }
} finally {
  await lab.close();
}
const missed = printTable(lines);
if (!smoke) await writeResults(lines, rounds);
// a smoke run is about the benches: what they measure in so few rounds says nothing
process.exit(missed === 0 || smoke ? 0 : 1);

function options() {
  try {
    const { values, positionals } = parseArgs({
      options: { rounds: { type: 'string' }, smoke: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const wanted = positionals.map((text) => {
      const goal = GOALS.find(({ number }) => String(number) === text);
      if (!goal) throw new Error(`${JSON.stringify(text)} is no goal that is measured here.`);
      return goal;
    });
    const count = Number(values.rounds ?? (values.smoke ? SMOKE_ROUNDS : ROUNDS));
    if (!Number.isInteger(count) || count < 1) throw new Error('--rounds: a whole number from 1 on.');
    return { goals: wanted.length > 0 ? wanted : GOALS, rounds: count, smoke: values.smoke };
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exit(2);
  }
}

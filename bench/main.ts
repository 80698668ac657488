import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import type { Line } from './goals/goal.ts';
import { GOALS } from './goals/goals.ts';
import { openLab } from './harness/lab.ts';
import { installPeers } from './peers-installed.ts';
import { writeResults } from './results.ts';
import { printTable } from './table.ts';

const USAGE = `npm run bench [-- GOAL … [--rounds N]]   GOAL: ${GOALS.map(({ number }) => number).join(', ')}`;
/** Fewer say little: medians of ratios move by a tenth. */
const ROUNDS = 13;

const { goals, rounds } = options();
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
await writeResults(lines, rounds);
process.exit(missed === 0 ? 0 : 1);

function options() {
  try {
    const { values, positionals } = parseArgs({
      options: { rounds: { type: 'string' } },
      allowPositionals: true,
    });
    const wanted = positionals.map((text) => {
      const goal = GOALS.find(({ number }) => String(number) === text);
      if (!goal) throw new Error(`${JSON.stringify(text)} is no goal that is measured here.`);
      return goal;
    });
    const count = Number(values.rounds ?? ROUNDS);
    if (!Number.isInteger(count) || count < 1) throw new Error('--rounds: a whole number from 1 on.');
    return { goals: wanted.length > 0 ? wanted : GOALS, rounds: count };
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exit(2);
  }
}

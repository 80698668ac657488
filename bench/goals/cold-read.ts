import type { Lab } from '../harness/lab.ts';
import { CONNECTIONS, type Connection, coldCpu, readVariants, suffix } from './cold-variants.ts';
import type { Goal, Line } from './goal.ts';

export const coldRead: Goal = {
  number: 1,
  title: 'cold CPU of a read function / an empty handler',
  async run(lab, rounds) {
    const lines: Line[] = [];
    for (const how of CONNECTIONS) lines.push(...(await measured(lab, rounds, how)));
    return lines;
  },
};

async function measured(lab: Lab, rounds: number, how: Connection): Promise<Line[]> {
  const variants = await readVariants(lab, how);
  const cpu = await coldCpu(rounds, variants);
  const line = (name: keyof typeof variants, atMost?: number): Line => ({
    goal: 1,
    unit: '×',
    what: `${name}${suffix(how)}`,
    measured: cpu.ratio(name, 'empty'),
    // with TLS it is measured and reported; the peer's is goal 3
    ...(how === 'plain' && atMost !== undefined && { atMost }),
  });
  return [
    { goal: 1, unit: 'ms', what: `empty handler${suffix(how)}`, measured: cpu.ms('empty') },
    line('ours', 2),
    line('ours, code cache', 1.7),
    line('raw ioredis'),
    line('ours, one eager ESM file'),
  ];
}

import type { Lab } from '../harness/lab.ts';
import {
  CONNECTIONS,
  type Connection,
  coldCpu,
  peerVariants,
  readVariants,
  suffix,
} from './cold-variants.ts';
import type { Goal, Line } from './goal.ts';

export const coldExpress: Goal = {
  number: 3,
  title: 'cold CPU of a read function / Express doing the same',
  needsForeignPeers: true,
  async run(lab, rounds) {
    const lines: Line[] = [];
    for (const how of CONNECTIONS) lines.push(...(await measured(lab, rounds, how)));
    return lines;
  },
};

async function measured(lab: Lab, rounds: number, how: Connection): Promise<Line[]> {
  const { ours, 'ours, code cache': cached } = await readVariants(lab, how);
  const variants = { ours, 'ours, code cache': cached, ...(await peerVariants(lab, how)) };
  const cpu = await coldCpu(rounds, variants);
  const line = (name: keyof typeof variants, to: keyof typeof variants, atMost?: number): Line => ({
    goal: 3,
    unit: '×',
    what: `${name} / ${to}${suffix(how)}`,
    measured: cpu.ratio(name, to),
    ...(atMost !== undefined && { atMost }),
  });
  return [
    { goal: 3, unit: 'ms', what: `express${suffix(how)}`, measured: cpu.ms('express') },
    line('ours', 'express', 0.45),
    line('ours, code cache', 'express', 0.45),
    line('ours, code cache', 'express, no logs and metrics'),
    line('ours, code cache', 'hono'),
  ];
}

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GOALS } from '../../bench/goals/goals.ts';
import { type Lab, openLab } from '../../bench/harness/lab.ts';

/** That each bench still measures what it means to: two rounds, no verdict, without the peers that need packages. */
const ROUNDS = 2;

let lab: Lab;
beforeAll(async () => {
  lab = await openLab({ foreignPeers: false });
}, 60_000);
afterAll(() => lab?.close());

describe('npm run bench', () => {
  it.each(
    GOALS.filter(({ needsForeignPeers }) => !needsForeignPeers).map((goal) => [goal.number, goal] as const),
  )(
    'measures goal %i',
    async (number, goal) => {
      const lines = await goal.run(lab, ROUNDS);
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) {
        expect(line.goal).toBe(number);
        expect(line.measured.median).toBeGreaterThan(0);
        expect(Number.isFinite(line.measured.max)).toBe(true);
      }
    },
    60_000,
  );
});

import { weakness } from '../auth/weak-key.ts';
import type { Rotated } from './rotate.ts';

/** Nothing has to be told: the functions read the secret themselves, both values of it, within a minute. */
export const adminKey: Rotated = {
  set: async () => undefined,
  async test(pending, current) {
    const problem = pending === current ? 'it is the current one' : weakness(pending);
    if (problem !== undefined) throw new Error(`The new admin key is not usable: ${problem}.`);
  },
};

import { describe, expect, it } from '@jest/globals';
import { holdTurn, TurnLostError } from '#services/collector/engine/held-turn.ts';
import { LAPSE_MS, type Turn } from '#services/collector/store/turns.ts';
import { eventually } from '../../../support/eventually.ts';

const turn: Turn = {
  exchange: 'x',
  token: '1',
  generation: 1,
  restarts: 0,
  restartedMsAgo: Infinity,
  failures: 0,
  probeFirst: false,
};

describe('a held turn', () => {
  it('goes on past its lapse while it is renewed', async () => {
    const held = holdTurn({ renew: async () => true }, turn, performance.now());
    const until = performance.now() + 2 * LAPSE_MS;
    await eventually(() => {
      held.check();
      if (performance.now() < until) throw new Error('not yet');
    });
    held.end();
  });

  it('aborts its attempt when it was revoked', async () => {
    const held = holdTurn({ renew: async () => false }, turn, performance.now());
    await eventually(() => expect(held.signal.reason).toBeInstanceOf(TurnLostError));
    expect(() => held.check()).toThrow(TurnLostError);
    held.end();
  });

  it('counts itself out before Redis does when it cannot be renewed', async () => {
    const takenAt = performance.now();
    const held = holdTurn({ renew: () => new Promise(() => {}) }, turn, takenAt);
    held.check();
    await eventually(() => expect(held.signal.aborted).toBe(true), { everyMs: 1 });
    expect(performance.now() - takenAt).toBeGreaterThan(LAPSE_MS / 2);
    held.end();
  });

  it('sends nothing after a freeze, even when that is asked before any timer has run', () => {
    const held = holdTurn({ renew: async () => true }, turn, performance.now() - LAPSE_MS);
    expect(() => held.check()).toThrow(TurnLostError);
    held.end();
  });
});

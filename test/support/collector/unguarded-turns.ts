import type { Turns } from '#services/collector/store/turns.ts';

/** The control of the turn: grants it to whoever asks. For tests that must see what the turn prevents. */
export function unguardedTurns(turns: Turns): Turns {
  let token = 0;
  return {
    ...turns,
    take: async (exchange) => ({
      kind: 'taken',
      turn: {
        exchange,
        token: String(++token),
        generation: 1,
        restarts: 0,
        restartedMsAgo: Infinity,
        failures: 0,
        probeFirst: false,
      },
    }),
    renew: async () => true,
  };
}

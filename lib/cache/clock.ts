import { setTimeout as wait } from 'node:timers/promises';

/** Time as a dependency, so that nothing has to sleep in a test. */
export interface Clock {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted first. */
  delay(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  delay: (ms, signal) =>
    wait(ms, undefined, { signal }).catch((error) => {
      signal.throwIfAborted();
      throw error;
    }),
};

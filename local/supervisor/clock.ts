/** Time, passed in so that tests can hold it. */
export interface Clock {
  /** Milliseconds; only differences mean something. */
  now(): number;
  /** Runs `action` after `ms`; the result takes that back. */
  after(ms: number, action: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

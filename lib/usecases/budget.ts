/**
 * How long each step of a mutation may take, milliseconds. They add up to less than the 25 s of a mutation, and
 * API Gateway cuts at 30.
 */
export const BUDGET_MS = {
  /** Reading the configuration and checking connectivity. */
  validate: 8_000,
  change: 4_000,
  /** The CCXT service answers within 15 s what it has by then. */
  refresh: 16_000,
  invalidate: 1_000,
  collector: 2_000,
  /** Waiting for a worker's first success. */
  firstSuccess: 8_000,
} as const;

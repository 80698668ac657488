/**
 * How the functions bear what they depend on: each time limit, retry, breaker and size cap, in one place. Times are
 * milliseconds. What each of them does is told where it is used.
 */
export const RESILIENCE = {
  /** Of a route's own limit (routes.ts), which is the request's one deadline: kept back for answering. */
  answerMs: 2_000,

  redis: {
    connectMs: 500,
    commandMs: 250,
    socketMs: 1_000,
    /** Over a new connection. Scripts may come twice (cache/scripts.ts), deletions too. */
    retries: 1,
    readonlyPauseMs: 1_000,
    breaker: { failures: 3, openMs: 5_000 },
  },

  /** The CCXT service and the collector, each with a breaker of its own. Only reads are sent again, once. */
  services: {
    replyBytes: 1024 * 1024,
    sockets: 16,
    breaker: { failures: 5, openMs: 2_000 },
  },

  /** How long a cached read may take upstream; a lease outlives it. */
  cachedReadMs: 5_000,
  /** The registry's answer to who invalidates by its version. */
  registryVersionMs: 8_000,
  workerStatusMs: 3_000,
  workerMs: 3_000,
  deepHealthMs: 5_000,

  /** Audit records and idempotency keys. Whatever is written there is the same again when it is written again. */
  records: {
    attemptMs: 700,
    attempts: 2,
    /** Sqlite writes take less than a millisecond; who waits longer than this waits for a stopped process. */
    busyMs: 1_000,
    breaker: { failures: 5, openMs: 2_000 },
    /** For storing a record, and for keeping a reply; and what is left of the invocation afterwards. */
    appendMs: 2_000,
    afterAppendMs: 200,
    completeMs: 2_000,
    afterCompleteMs: 900,
  },

  /** Its breaker is the key's own rule: at most one load in 30 s (auth/admin-keys.ts). */
  secretsManager: { attemptMs: 1_000, attempts: 2 },
  /** A mutation has a second for deleting the caches, and may have to ask first where Redis is. */
  elastiCache: { discoveryMs: 900, attempts: 2 },
} as const;

/**
 * How long each step of a mutation may take. They add up to less than the 25 s of a mutation, and API Gateway cuts
 * at 30.
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

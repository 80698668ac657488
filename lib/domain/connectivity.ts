/** Why a check failed, or an exchange could not be polled. */
export const FAILURE_CODES = [
  'UNREACHABLE',
  'DNS',
  'TLS',
  'TIMEOUT',
  'GEO_BLOCKED',
  'BLOCKED',
  'MAINTENANCE',
  'RATE_LIMITED',
  'AUTH_REQUIRED',
  'UNAVAILABLE',
  'BAD_RESPONSE',
  'CAPABILITY_MISSING',
  'RATE_LIMIT_INVALID',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/** The outcome of one connectivity check. `latencyMs` is 0 when nothing was sent. */
export interface Check {
  status: 'passed' | 'failed' | 'skipped' | 'pending';
  latencyMs: number;
  /** The ccxt method that answered, for `health`. */
  method?: string;
  /** A {@link FailureCode}, or why the check was skipped. */
  code?: string;
  /** What happened and what to do next, free of addresses and keys. */
  message?: string;
}

/** The checks made at every configuration change of one exchange. */
export interface Connectivity {
  health: Check;
  capability: Check;
  rateLimit: Check;
  worker: Check;
}

import type { ErrorCode } from '#lib/errors.ts';

/** Which errors come together: what is checked before an operation, and what it asks of others. */

const codes = <const T extends readonly ErrorCode[]>(...list: T): T => list;

export const READ_FROM_CCXT = codes(
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_INVALID',
  'UPSTREAM_AUTH_MISCONFIGURED',
);
export const COLLECTOR = codes('COLLECTOR_UNAVAILABLE');
export const ADMIN = codes('ADMIN_AUTH_FAILED', 'AUTH_UNAVAILABLE');
export const BODY = codes('INVALID_BODY', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE');
/** Of all operations that take an `Idempotency-Key`. */
export const CHANGE = codes(
  ...ADMIN,
  'IDEMPOTENCY_IN_FLIGHT',
  'IDEMPOTENCY_KEY_REUSED',
  'IDEMPOTENCY_UNAVAILABLE',
);
export const REGISTRY_CHANGE = codes(
  ...CHANGE,
  ...READ_FROM_CCXT,
  'VERSION_CONFLICT',
  'PRECONDITION_FAILED',
  'PRECONDITION_UNSUPPORTED',
  'OUTCOME_UNKNOWN',
);
export const ONE_EXCHANGE = codes('INVALID_EXCHANGE_ID', 'EXCHANGE_UNKNOWN');
export const ACTIVE_ONLY = codes(...ONE_EXCHANGE, 'EXCHANGE_NOT_ACTIVE', 'EXCHANGE_BLACKLISTED');

/** For how long audit records are kept: a year, and a month to look into it. Idempotency keys expire by themselves. */
export const AUDIT_RETENTION_MS = 400 * 24 * 3_600_000;

/** Every stable, machine-readable error code with the HTTP status and the documented sentence it becomes. */
export const ERRORS = {
  INVALID_EVENT: [400, 'Event not understood'],
  INVALID_EXCHANGE_ID: [400, 'Invalid exchange id'],
  INVALID_REQUEST: [400, 'Invalid request'],
  INVALID_BODY: [400, 'Invalid request body'],
  ADMIN_AUTH_FAILED: [401, 'Admin authentication failed'],
  NOT_FOUND: [404, 'Not found'],
  EXCHANGE_UNKNOWN: [404, 'Exchange not known to ccxt'],
  EXCHANGE_NOT_ACTIVE: [404, 'Exchange not active'],
  EXCHANGE_BLACKLISTED: [409, 'Exchange is blacklisted'],
  EXCHANGE_PAUSED: [409, 'Worker is paused'],
  VERSION_CONFLICT: [409, 'Concurrent change'],
  IDEMPOTENCY_IN_FLIGHT: [409, 'The call with this idempotency key is still in flight'],
  PRECONDITION_UNSUPPORTED: [409, 'Precondition not supported by the CCXT service'],
  PRECONDITION_FAILED: [412, 'Precondition failed'],
  BODY_TOO_LARGE: [413, 'Request body too large'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'Unsupported content type'],
  VALIDATION_FAILED: [422, 'Exchange validation failed'],
  IDEMPOTENCY_KEY_REUSED: [422, 'Idempotency key was used for another call'],
  INTERNAL: [500, 'Internal error'],
  RESTART_FAILED: [500, 'Worker restart failed'],
  PAUSE_UNSUPPORTED: [501, 'Pausing not supported by the CCXT service'],
  UPSTREAM_AUTH_MISCONFIGURED: [502, 'CCXT service refused our key'],
  UPSTREAM_INVALID: [502, 'CCXT service sent an invalid answer'],
  AUTH_UNAVAILABLE: [503, 'Admin authentication not available'],
  AUDIT_UNAVAILABLE: [503, 'Audit log not available'],
  IDEMPOTENCY_UNAVAILABLE: [503, 'Idempotency keys not available'],
  COLLECTOR_UNAVAILABLE: [503, 'Collector service not available'],
  UPSTREAM_UNAVAILABLE: [503, 'CCXT service not available'],
  UPSTREAM_TIMEOUT: [504, 'CCXT service timed out'],
  OUTCOME_UNKNOWN: [504, 'Outcome of the change is unknown'],
} as const satisfies Record<string, readonly [status: number, sentence: string]>;
export type ErrorCode = keyof typeof ERRORS;

const RETRYABLE = new Set<ErrorCode>([
  'VERSION_CONFLICT',
  'IDEMPOTENCY_IN_FLIGHT',
  'UPSTREAM_INVALID',
  'AUTH_UNAVAILABLE',
  'AUDIT_UNAVAILABLE',
  'IDEMPOTENCY_UNAVAILABLE',
  'COLLECTOR_UNAVAILABLE',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'OUTCOME_UNKNOWN',
]);

/** The one error that is shown to callers; whatever else is thrown becomes INTERNAL. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  /** For the caller; never holds a secret, an address or a request body. */
  readonly details: unknown;
  /** When to come back, where it makes sense to. */
  readonly retryAfterSeconds: number | undefined;

  /** `message` says what to do next; `cause` goes to the log only. */
  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; details?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.details = options.details;
    this.retryAfterSeconds = options.retryAfterSeconds ?? (this.status === 503 ? 5 : undefined);
  }

  get status(): number {
    return ERRORS[this.code][0];
  }

  /** The documented human sentence, the same for every error of this code. */
  get sentence(): string {
    return ERRORS[this.code][1];
  }

  /** Whether the same call may succeed later without being changed. */
  get retryable(): boolean {
    return RETRYABLE.has(this.code);
  }
}

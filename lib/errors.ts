/** Every stable, machine-readable error code and the HTTP status it becomes. */
export const ERROR_STATUS = {
  INVALID_EVENT: 400,
  INVALID_EXCHANGE_ID: 400,
  INVALID_REQUEST: 400,
  INVALID_BODY: 400,
  ADMIN_AUTH_FAILED: 401,
  NOT_FOUND: 404,
  EXCHANGE_UNKNOWN: 404,
  EXCHANGE_NOT_ACTIVE: 404,
  METHOD_NOT_ALLOWED: 405,
  EXCHANGE_BLACKLISTED: 409,
  VERSION_CONFLICT: 409,
  PRECONDITION_UNSUPPORTED: 409,
  PRECONDITION_FAILED: 412,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  VALIDATION_FAILED: 422,
  INTERNAL: 500,
  RESTART_FAILED: 500,
  UPSTREAM_AUTH_MISCONFIGURED: 502,
  UPSTREAM_INVALID: 502,
  AUTH_UNAVAILABLE: 503,
  COLLECTOR_UNAVAILABLE: 503,
  UPSTREAM_UNAVAILABLE: 503,
  UPSTREAM_TIMEOUT: 504,
  OUTCOME_UNKNOWN: 504,
} as const;
export type ErrorCode = keyof typeof ERROR_STATUS;

const RETRYABLE = new Set<ErrorCode>([
  'VERSION_CONFLICT',
  'UPSTREAM_INVALID',
  'AUTH_UNAVAILABLE',
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

  /** `message` says what to do next; `cause` goes to the log only. */
  constructor(code: ErrorCode, message: string, options: { cause?: unknown; details?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.details = options.details;
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }

  /** Whether the same call may succeed later without being changed. */
  get retryable(): boolean {
    return RETRYABLE.has(this.code);
  }
}

import type { ErrorBody, ErrorCode } from './types.ts';

/** What every error of this client has. `idempotencyKey`: send the same call with it again, and it has one effect. */
interface Sent {
  operation: string;
  idempotencyKey: string | undefined;
}

/** The API refused the call, or failed at it. `message` says what to do next. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** Stable and machine-readable. A code of a later release may not be among them. */
  readonly code: ErrorCode;
  /** The same sentence for every error of a code. */
  readonly sentence: string;
  readonly requestId: string;
  readonly retryable: boolean;
  readonly details: unknown;
  readonly retryAfterSeconds: number | undefined;
  readonly operation: string;
  readonly idempotencyKey: string | undefined;

  constructor(status: number, body: ErrorBody, sent: Sent & { retryAfterSeconds: number | undefined }) {
    super(body.message);
    this.status = status;
    this.code = body.code;
    this.sentence = body.error;
    this.requestId = body.requestId;
    this.retryable = body.retryable;
    this.details = body.details;
    this.retryAfterSeconds = sent.retryAfterSeconds;
    this.operation = sent.operation;
    this.idempotencyKey = sent.idempotencyKey;
  }
}

export type NoAnswerCode = 'UNREACHABLE' | 'TIMEOUT' | 'NOT_THE_API';

/**
 * No answer of the API came: nothing listens there, it took too long, or something else answered. Whether a change was
 * made is not known then.
 */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
  readonly code: NoAnswerCode;
  /** HTTP status of what answered in the API's place. */
  readonly status: number | undefined;
  readonly operation: string;
  readonly idempotencyKey: string | undefined;

  constructor(code: NoAnswerCode, message: string, sent: Sent & { status?: number; cause?: unknown }) {
    super(message, { cause: sent.cause });
    this.code = code;
    this.status = sent.status;
    this.operation = sent.operation;
    this.idempotencyKey = sent.idempotencyKey;
  }
}

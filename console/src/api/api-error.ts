/** The API said no, or did not answer (`code` NETWORK). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** The documented sentence; `message` says what to do next. */
  readonly sentence: string;
  readonly code: string;
  /** 0 without an answer. */
  readonly status: number;
  readonly requestId: string | undefined;
  readonly details: unknown;

  constructor(
    sentence: string,
    message: string,
    facts: { code: string; status: number; requestId?: string | undefined; details?: unknown },
  ) {
    super(message);
    this.sentence = sentence;
    this.code = facts.code;
    this.status = facts.status;
    this.requestId = facts.requestId;
    this.details = facts.details;
  }
}

export function noAnswer(): ApiError {
  return navigator.onLine
    ? new ApiError('The API does not answer', 'It is asked again by itself; look whether the system runs.', {
        code: 'NETWORK',
        status: 0,
      })
    : new ApiError('This device is offline', 'What is shown goes on as soon as it is connected again.', {
        code: 'OFFLINE',
        status: 0,
      });
}

/** An error's answer; what is not of the API's own form (a proxy's page) is told by its status. */
export function refusal(status: number, body: unknown): ApiError {
  const { error, message, code, requestId, details } = (body ?? {}) as Record<string, unknown>;
  const text = (value: unknown, otherwise: string) => (typeof value === 'string' ? value : otherwise);
  return new ApiError(
    text(error, `The API answers ${status}`),
    text(message, 'Look at its log, or try again shortly.'),
    {
      code: text(code, `HTTP_${status}`),
      status,
      requestId: typeof requestId === 'string' ? requestId : undefined,
      details,
    },
  );
}

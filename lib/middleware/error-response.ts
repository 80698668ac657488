import { describeError } from '../described-error.ts';
import { AppError } from '../errors.ts';
import { errorReply, httpResponse } from '../respond.ts';
import type { HttpMiddleware, HttpRequest } from './http-request.ts';

/** What errors are told to. */
export interface ErrorLog {
  /** `cause` goes to the log and nowhere else. */
  error(message: string, fields: Record<string, unknown>): void;
  warn(message: string, fields: Record<string, unknown>): void;
}

/** The one place that turns errors into HTTP. What is not an {@link AppError} is INTERNAL, its cause in the log. */
export function errorResponse(log: () => ErrorLog): HttpMiddleware {
  return {
    onError: (request: HttpRequest): void => {
      const error =
        request.error instanceof AppError
          ? request.error
          : new AppError('INTERNAL', 'The cause is in the log under this requestId.', {
              cause: request.error,
            });
      const fields = { code: error.code, cause: describeError(error.cause) };
      if (error.status >= 500) log().error(error.sentence, fields);
      else log().warn(error.sentence, fields);
      request.response = httpResponse(
        errorReply(error, request.context.awsRequestId),
        request.context.awsRequestId,
      );
    },
  };
}

import type { HttpMiddleware, HttpRequest } from './http-request.ts';

/** `middleware`, for requests that need it. */
export function when(
  isNeeded: (request: HttpRequest) => boolean,
  middleware: HttpMiddleware,
): HttpMiddleware {
  return { before: (request) => (isNeeded(request) ? middleware.before?.(request) : undefined) };
}

import type { AcceptedKey, AdminKeys } from '../auth/admin-keys.ts';
import { AppError } from '../errors.ts';
import { type HttpMiddleware, type HttpRequest, headerOf } from './http-request.ts';

export interface Gate {
  keys: () => AdminKeys;
  onLetIn: (event: object, key: AcceptedKey) => void;
  /** A wrong key, or none; told from where, and nothing of the key. */
  onRefused: (address: string | undefined) => void;
}

/** Lets in only who sends the admin key; nothing of the request has been read before. */
export function adminKey({ keys, onLetIn, onRefused }: Gate): HttpMiddleware {
  return {
    before: async ({ event }: HttpRequest): Promise<void> => {
      try {
        onLetIn(event, await keys().check(headerOf(event, 'x-admin-key')));
      } catch (error) {
        if (error instanceof AppError && error.code === 'ADMIN_AUTH_FAILED') {
          onRefused(event.requestContext.http.sourceIp);
        }
        throw error;
      }
    },
  };
}

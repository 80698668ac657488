import type { AdminKeys } from '../auth/admin-keys.ts';
import { type HttpMiddleware, type HttpRequest, headerOf } from './http-request.ts';

/** Lets in only who sends the admin key; nothing of the request has been read before. */
export function adminKey(keys: () => AdminKeys): HttpMiddleware {
  return {
    before: async ({ event }: HttpRequest): Promise<void> => {
      await keys().check(headerOf(event, 'x-admin-key'));
    },
  };
}

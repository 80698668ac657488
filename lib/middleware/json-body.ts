import jsonBodyParser from '@middy/http-json-body-parser';
import { AppError } from '../errors.ts';
import { type HttpMiddleware, type HttpRequest, headerOf } from './http-request.ts';

/** Decoded bytes of a request body. */
export const MAX_BODY_BYTES = 16 * 1024;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

const parser = jsonBodyParser();

/**
 * Reads a JSON body with @middy/http-json-body-parser, behind a guard that gives the contract's answers:
 * a missing body is fine, then 413, 415, 400. The parser's own error is dropped, for its cause is the body.
 */
export function jsonBody(): HttpMiddleware {
  return {
    before: async (request: HttpRequest): Promise<void> => {
      const { event } = request;
      const encoding = event.isBase64Encoded ? 'base64' : 'utf8';
      const size = Buffer.byteLength(event.body ?? '', encoding);
      if (size > MAX_BODY_BYTES) {
        throw new AppError('BODY_TOO_LARGE', `Send a body of at most ${MAX_BODY_BYTES} bytes.`);
      }
      if (!event.body) {
        delete event.body;
        return;
      }
      if (!JSON_TYPE.test(headerOf(event, 'content-type')?.trim() ?? '')) {
        throw new AppError('UNSUPPORTED_MEDIA_TYPE', 'Send the body with Content-Type: application/json.');
      }
      event.body = await parsed(decoded(event.body, encoding));
      event.isBase64Encoded = false;
    },
  };
}

/** The parser gets an event of its own: its content type check is stricter about letters than ours above. */
async function parsed(text: string): Promise<never> {
  const event = { headers: { 'content-type': 'application/json' }, body: text };
  try {
    await parser.before?.({ event } as never);
    return event.body as never;
  } catch {
    throw new AppError('INVALID_BODY', 'The body is not JSON: correct it, or leave it out.');
  }
}

function decoded(body: string, encoding: 'base64' | 'utf8'): string {
  if (encoding === 'utf8') return body;
  if (!BASE64.test(body))
    throw new AppError('INVALID_BODY', 'The body is not base64, though it is marked as such.');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(body, 'base64'));
  } catch {
    throw new AppError('INVALID_BODY', 'The body is not UTF-8: send JSON text in UTF-8.');
  }
}

import { brotliBase64, matches } from '../cache/encoding.ts';
import type { Call } from '../call.ts';
import type { Reply } from '../respond.ts';
import { loaded } from './cached-read.ts';

/** GET openapi.json: the document that was built into the function; it changes with a release only. */
export function getOpenapi(document: object) {
  const { body, etag } = loaded(document, undefined);
  let brotli: string | undefined;
  return async (
    _app: unknown,
    { acceptsBrotli, ifNoneMatch }: Pick<Call<'get-openapi', unknown>, 'acceptsBrotli' | 'ifNoneMatch'>,
  ): Promise<Reply> => {
    const headers = { etag, 'cache-control': 'no-cache', vary: 'Accept-Encoding' };
    if (matches(ifNoneMatch, etag)) return { status: 304, headers };
    if (!acceptsBrotli) return { headers, text: body };
    brotli ??= brotliBase64(body);
    return { headers, brotli };
  };
}

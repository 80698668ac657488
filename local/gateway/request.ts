import type { IncomingMessage } from 'node:http';

/** An HTTP API's quota for the request line and the header values together, bytes. */
const HEADER_LIMIT = 10_240;
/** Its quota for the body, bytes. */
const BODY_LIMIT = 10 * 1024 * 1024;

type TargetParts = { path: string; rawQueryString: string };

/** Splits the request target and decodes the path; `undefined` when it cannot be decoded. */
export function splitTarget(target: string): TargetParts | undefined {
  // A client may send the absolute form, as to a proxy (RFC 9112, section 3.2.2).
  const local = target.replace(/^https?:\/\/[^/?]*/i, '');
  const [rawPath = '', ...rest] = local.split('?');
  try {
    return { path: decodeURIComponent(rawPath), rawQueryString: rest.join('?') };
  } catch {
    return undefined;
  }
}

export function headersTooLarge(request: IncomingMessage): boolean {
  const line = `${request.method} ${request.url} HTTP/${request.httpVersion}`;
  let bytes = Buffer.byteLength(line);
  for (let i = 1; i < request.rawHeaders.length; i += 2)
    bytes += Buffer.byteLength(request.rawHeaders[i] ?? '');
  return bytes > HEADER_LIMIT;
}

/** The whole body, or `undefined` as soon as it is known to be over the limit. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) return undefined;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= BODY_LIMIT) chunks.push(chunk);
      else resolve(undefined);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

import { createHash } from 'node:crypto';
import type { Reply } from '../respond.ts';
import type { CachedRead, Loaded } from './read-cache.ts';

/** `value` as it is kept: its entity tag leaves the timestamp out, so that an unchanged answer stays unchanged. */
export function loaded(value: object, version: number | undefined): Loaded {
  const { timestamp: _, ...tagged } = value as { timestamp?: unknown };
  const hash = createHash('sha256').update(JSON.stringify(tagged)).digest('base64url').slice(0, 27);
  return { body: JSON.stringify(value), etag: `W/"${hash}"`, version };
}

/** A cached read over HTTP. `no-cache`: a browser or CDN must ask each time, for an admin may change the answer. */
export function cachedReply(read: CachedRead): Reply {
  const headers = {
    'x-cache': read.outcome,
    age: String(read.ageSeconds),
    etag: read.etag,
    'cache-control': 'no-cache',
    vary: 'Accept-Encoding',
  };
  if (read.notModified) return { status: 304, headers };
  return 'brotli' in read ? { headers, brotli: read.brotli } : { headers, text: read.body };
}

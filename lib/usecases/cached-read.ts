import { createHash } from 'node:crypto';
import type { CachedResource } from '../redis-keys.ts';
import type { Reply } from '../respond.ts';

/** What the upstream said, as it will be served and kept. */
export interface Loaded {
  /** JSON text. */
  body: string;
  etag: string;
  /** The registry's version that it was made from; absent from a service of the older shape. */
  version?: number | undefined;
}

export type CachedRead = {
  outcome: 'HIT' | 'MISS' | 'STALE' | 'BYPASS';
  etag: string;
  ageSeconds: number;
} & ({ notModified: true } | { notModified: false; body: string } | { notModified: false; brotli: string });

/** The cache, as the read use cases need it (lib/cache). */
export interface ReadCache {
  read(
    request: {
      resource: CachedResource;
      acceptsBrotli: boolean;
      ifNoneMatch?: string | undefined;
      signal: AbortSignal;
    },
    load: (signal: AbortSignal) => Promise<Loaded>,
  ): Promise<CachedRead>;
}

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

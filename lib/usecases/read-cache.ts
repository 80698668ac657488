import type { Call } from '../call.ts';
import type { CachedResource } from '../redis-keys.ts';
import type { RouteName } from '../routes.ts';

/** The cache, as the read use cases need it (lib/cache). */
export interface ReadCache {
  read(request: ReadRequest, load: Load): Promise<CachedRead>;
}

export interface ReadRequest {
  resource: CachedResource;
  acceptsBrotli: boolean;
  /** The header as it came. */
  ifNoneMatch?: string | undefined;
  /** Only a miss asks for it. */
  readonly signal: AbortSignal;
}

/** What a call asks of the cache. */
export function readRequest(resource: CachedResource, call: Call<RouteName, unknown>): ReadRequest {
  const { acceptsBrotli, ifNoneMatch, deadline } = call;
  return {
    resource,
    acceptsBrotli,
    ifNoneMatch,
    get signal() {
      return deadline.signal;
    },
  };
}

/** What the upstream says now. It must begin to ask no sooner than it is called, and read its own writes. */
export type Load = (signal: AbortSignal) => Promise<Loaded>;

export interface Loaded {
  /** JSON text. */
  body: string;
  /** With its quotes, weak or strong. */
  etag: string;
  /** The registry's version that the body shows; undefined from an upstream of the older shape. */
  version?: number | undefined;
}

export type CachedRead = {
  outcome: 'HIT' | 'MISS' | 'STALE' | 'BYPASS';
  etag: string;
  ageSeconds: number;
} & CachedPayload;

/** Only what the caller needs: nothing for a 304, base64 of brotli, or the plain JSON. */
export type CachedPayload =
  | { notModified: true }
  | { notModified: false; body: string }
  | { notModified: false; brotli: string };

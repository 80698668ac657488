import type { CachedResource } from '../redis-keys.ts';
import type { CachedPayload } from '../usecases/read-cache.ts';

/** What the cache needs of Redis. Each method is one atomic step; a rejection means that its outcome is unknown. */
export interface CacheStore {
  begin(resource: CachedResource, request: BeginRequest): Promise<BeginReply>;
  /**
   * Stores a fill and ends its lease, only while `grant` is the current one. `refused`: the lease was lost, most
   * often to an invalidation. `full`: the store has no memory left; the lease was given back.
   */
  commit(resource: CachedResource, grant: string, fill: Fill): Promise<'filled' | 'refused' | 'full'>;
  /** After a failed load: ends the lease if `grant` is the current one, and gives the last good value if there is one. */
  abandon(resource: CachedResource, grant: string | undefined): Promise<LastGood | undefined>;
  /** Deletes all keys of the resource, its lease among them; how many there were. */
  delete(resource: CachedResource): Promise<number>;
  /** Deletes them unless the newest fill is known to be of `version` or younger; how many there were. */
  deleteOlderThan(resource: CachedResource, version: number): Promise<number>;
}

export interface BeginRequest {
  /** Unique to the reader. */
  token: string;
  leaseMs: number;
  acceptsBrotli: boolean;
  /** The header as it came. */
  ifNoneMatch: string | undefined;
}

/** `grant` names one granting of the lease; only its holder may commit. */
export type BeginReply =
  | ({ state: 'hit'; etag: string; ageMs: number; grant: string | undefined } & CachedPayload)
  | { state: 'granted'; grant: string }
  /** Another reader has the lease, for `leaseMs` more at most. */
  | { state: 'wait'; leaseMs: number };

export interface Fill {
  body: string;
  /** Base64 of the brotli form of `body`. */
  brotli: string;
  /** With its quotes, weak or strong. */
  etag: string;
  /** The registry's version that the body shows; an upstream of the older shape has none. */
  version: number | undefined;
  ttlMs: number;
  lastTtlMs: number;
}

export interface LastGood {
  body: string;
  etag: string;
  ageMs: number;
}

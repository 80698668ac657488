import { matches } from '#lib/cache/encoding.ts';
import type { BeginReply, BeginRequest, CacheStore, Fill, LastGood } from '#lib/cache/store.ts';
import type { CachedResource } from '#lib/redis-keys.ts';

interface Entry {
  fill?: Fill & { expiresAt: number };
  last?: Fill & { expiresAt: number };
  lease?: { grant: string; expiresAt: number };
}

/** The cache's store in memory, by the rules of lib/cache/scripts.ts. */
export class FakeCacheStore implements CacheStore {
  readonly #now: () => number;
  readonly #entries = new Map<CachedResource, Entry>();
  #grants = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  async begin(resource: CachedResource, request: BeginRequest): Promise<BeginReply> {
    const entry = this.entry(resource);
    const { fill } = entry;
    if (fill) {
      const left = fill.expiresAt - this.#now();
      const lease = left * 10 < fill.ttlMs ? this.#takeLease(entry, request) : undefined;
      const grant = lease?.state === 'granted' ? lease.grant : undefined;
      const head = { state: 'hit', etag: fill.etag, ageMs: fill.ttlMs - left, grant } as const;
      if (matches(request.ifNoneMatch, fill.etag)) return { ...head, notModified: true };
      return request.acceptsBrotli
        ? { ...head, notModified: false, brotli: fill.brotli }
        : { ...head, notModified: false, body: fill.body };
    }
    return this.#takeLease(entry, request);
  }

  async commit(resource: CachedResource, grant: string, fill: Fill): Promise<'filled' | 'refused'> {
    if (this.entry(resource).lease?.grant !== grant) return 'refused';
    this.#entries.set(resource, {
      fill: { ...fill, expiresAt: this.#now() + fill.ttlMs },
      last: { ...fill, expiresAt: this.#now() + fill.lastTtlMs },
    });
    return 'filled';
  }

  async abandon(resource: CachedResource, grant: string | undefined): Promise<LastGood | undefined> {
    const entry = this.entry(resource);
    if (entry.lease && entry.lease.grant === grant) delete entry.lease;
    const { last } = entry;
    if (!last) return undefined;
    const ageMs = last.lastTtlMs - (last.expiresAt - this.#now());
    return { body: last.body, etag: last.etag, ageMs };
  }

  async delete(resource: CachedResource): Promise<number> {
    const { fill, last, lease } = this.entry(resource);
    this.#entries.delete(resource);
    return (fill ? 3 : 0) + (last ? 1 : 0) + (lease ? 1 : 0);
  }

  async deleteOlderThan(resource: CachedResource, version: number): Promise<number> {
    const { fill, last } = this.entry(resource);
    const newest = fill ?? last;
    if (newest?.version !== undefined && newest.version >= version) return 0;
    return this.delete(resource);
  }

  protected entry(resource: CachedResource): Entry {
    const entry = this.#entries.get(resource) ?? {};
    for (const part of ['fill', 'last', 'lease'] as const) {
      if ((entry[part]?.expiresAt ?? Number.POSITIVE_INFINITY) <= this.#now()) delete entry[part];
    }
    this.#entries.set(resource, entry);
    return entry;
  }

  #takeLease(entry: Entry, { token, leaseMs }: BeginRequest): Exclude<BeginReply, { state: 'hit' }> {
    if (entry.lease && !entry.lease.grant.startsWith(token)) {
      return { state: 'wait', leaseMs: entry.lease.expiresAt - this.#now() };
    }
    entry.lease = { grant: this.grantName(token), expiresAt: this.#now() + leaseMs };
    return { state: 'granted', grant: entry.lease.grant };
  }

  /** Each granting has a name of its own. */
  protected grantName(token: string): string {
    this.#grants += 1;
    return `${token}:${this.#grants}`;
  }
}

import type { CachedResource } from '../redis-keys.ts';
import type { CachedRead, Load, Loaded, ReadRequest } from '../usecases/read-cache.ts';
import { beginOrWait } from './begin.ts';
import { answer, type Hit, hit } from './cached-read.ts';
import { brotliBase64 } from './encoding.ts';
import type { LeaseCacheOptions } from './options.ts';
import { CACHE_TTL_MS, LAST_TTL_MS, ttlMs } from './timing.ts';

export type Invalidation = { status: 'deleted' } | { status: 'unconfirmed'; cause: unknown };

/**
 * A look-aside cache without its race (docs/adr/0002-lease-cache.md): a reader may store only what it loaded under a
 * lease, and an invalidation deletes the lease too, so nothing that was loaded before it can be stored after it.
 * Readers share nothing in this process: an answer shared across an invalidation would be a stale one.
 */
export class LeaseCache {
  readonly #options: LeaseCacheOptions;

  constructor(options: LeaseCacheOptions) {
    this.#options = options;
  }

  /** @throws what `load` throws when nothing cached may stand in, and the signal's reason. */
  async read(request: ReadRequest, load: Load): Promise<CachedRead> {
    const reply = await beginOrWait(this.#options, request);
    switch (reply.state) {
      case 'hit':
        return reply.grant === undefined ? hit(reply) : this.#refresh(request, load, reply, reply.grant);
      case 'granted':
        return this.#load(request, load, reply.grant);
      case 'wait':
        return this.#load(request, load, undefined);
      case 'down':
        return answer('BYPASS', await load(request.signal), request);
    }
  }

  /**
   * Deletes everything cached, after the change upstream; from then on no read shows what was before. `unconfirmed`:
   * Redis did not acknowledge, and old values may be served until the durable path has deleted them. Asks past the
   * breaker, because other processes may well reach Redis and serve hits.
   */
  async invalidate(resources: readonly CachedResource[], signal: AbortSignal): Promise<Invalidation> {
    const { store } = this.#options;
    const deletions = resources.map((resource) =>
      store.delete(resource).catch((cause) => {
        if (signal.aborted) throw cause;
        return store.delete(resource);
      }),
    );
    const failed = (await Promise.allSettled(deletions)).find((deletion) => deletion.status === 'rejected');
    return failed ? { status: 'unconfirmed', cause: failed.reason } : { status: 'deleted' };
  }

  /** The durable path: true when something older than `version`, or not known to be as young, was deleted. */
  async deleteOlderThan(resource: CachedResource, version: number): Promise<boolean> {
    return (await this.#options.store.deleteOlderThan(resource, version)) > 0;
  }

  /** Under 10 % of its life is left and we are the one who renews it; whatever goes wrong, it is valid still. */
  async #refresh(request: ReadRequest, load: Load, cached: Hit, grant: string): Promise<CachedRead> {
    try {
      return await this.#fill(request, await load(request.signal), grant);
    } catch {
      // The lease is kept until it lapses: a failing upstream is asked once in that time, not by every reader.
      return hit(cached);
    }
  }

  /** A miss, with or without the lease. */
  async #load(request: ReadRequest, load: Load, grant: string | undefined): Promise<CachedRead> {
    const { store, guard, isUnavailable } = this.#options;
    let loaded: Loaded;
    try {
      loaded = await load(request.signal);
    } catch (error) {
      const last = await guard(() => store.abandon(request.resource, grant)).catch(() => undefined);
      if (last === undefined || !isUnavailable(error)) throw error;
      return answer('STALE', last, request);
    }
    return grant === undefined ? answer('MISS', loaded, request) : this.#fill(request, loaded, grant);
  }

  /** Stores what was loaded if it still may be stored; it is a right answer to this request in any case. */
  async #fill(request: ReadRequest, loaded: Loaded, grant: string): Promise<CachedRead> {
    const { store, guard, random, count } = this.#options;
    const { body, etag, version } = loaded;
    const brotli = brotliBase64(body);
    const lives = { ttlMs: ttlMs(CACHE_TTL_MS[request.resource], random), lastTtlMs: LAST_TTL_MS };
    const fill = { body, brotli, etag, version, ...lives };
    try {
      const outcome = await guard(() => store.commit(request.resource, grant, fill));
      if (outcome === 'refused') count('fill_refused');
      if (outcome === 'full') count('fill_failed', new Error('Redis is out of memory'));
    } catch (error) {
      count('fill_failed', error);
    }
    return answer('MISS', { ...loaded, brotli }, request);
  }
}

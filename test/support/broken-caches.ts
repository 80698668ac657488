import type { Redis } from 'ioredis';
import { answer } from '#lib/cache/cached-read.ts';
import type { Invalidation } from '#lib/cache/lease-cache.ts';
import { RedisCacheStore } from '#lib/cache/redis-store.ts';
import { type CachedResource, cacheKeys } from '#lib/redis-keys.ts';
import type { CachedRead, Load, ReadRequest } from '#lib/usecases/read-cache.ts';

/** Control: the usual look-aside cache. A reader stores whatever it loaded, whenever that was. */
export class NaiveCache {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async read(request: ReadRequest, load: Load): Promise<CachedRead> {
    const key = cacheKeys(request.resource).value;
    const cached = await this.#redis.get(key).catch(() => null);
    const etag = etagOf(cached);
    if (cached !== null && etag !== undefined) return answer('HIT', { body: cached, etag }, request);
    const loaded = await load(request.signal);
    await this.#redis.set(key, loaded.body, 'EX', 3_600).catch(() => null);
    return answer('MISS', loaded, request);
  }

  async invalidate(resources: readonly CachedResource[]): Promise<Invalidation> {
    try {
      await this.#redis.del(resources.map((resource) => cacheKeys(resource).value));
      return { status: 'deleted' };
    } catch (cause) {
      return { status: 'unconfirmed', cause };
    }
  }
}

/** Control: a deletion that forgets the lease, so that a reader from before it may still store. */
export class ForgetfulStore extends RedisCacheStore {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    super(redis);
    this.#redis = redis;
  }

  override async delete(resource: CachedResource): Promise<number> {
    const { lease, ...others } = cacheKeys(resource);
    return this.#redis.del(Object.values(others));
  }
}

function etagOf(body: string | null): string | undefined {
  try {
    return `"${JSON.parse(body ?? '').version}"`;
  } catch {
    return undefined;
  }
}

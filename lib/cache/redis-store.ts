import type { Redis } from 'ioredis';
import { type CachedResource, cacheKeys } from '../redis-keys.ts';
import type { CachedPayload } from '../usecases/read-cache.ts';
import { ABANDON, BEGIN, COMMIT, DELETE_OLDER, type Script } from './scripts.ts';
import type { BeginReply, BeginRequest, CacheStore, Fill, LastGood } from './store.ts';

type Client = Pick<Redis, 'evalsha' | 'eval' | 'del'>;

/** The cache's store on Redis: one round trip a step, two when the server has forgotten the script. */
export class RedisCacheStore implements CacheStore {
  readonly #redis: Client;

  constructor(redis: Client) {
    this.#redis = redis;
  }

  async begin(resource: CachedResource, request: BeginRequest): Promise<BeginReply> {
    const { token, leaseMs, acceptsBrotli, ifNoneMatch } = request;
    const reply = await this.#run(BEGIN, resource, [
      token,
      leaseMs,
      acceptsBrotli ? '1' : '0',
      ifNoneMatch ?? '',
    ]);
    return beginReply(reply);
  }

  async commit(resource: CachedResource, grant: string, fill: Fill): Promise<'filled' | 'refused' | 'full'> {
    try {
      const stored = await this.#run(COMMIT, resource, [
        grant,
        fill.body,
        fill.brotli,
        fill.etag,
        fill.version ?? '',
        fill.ttlMs,
        fill.lastTtlMs,
      ]);
      return stored === 1 ? 'filled' : 'refused';
    } catch (error) {
      if (!isReply(error, 'OOM')) throw error;
      await this.abandon(resource, grant);
      return 'full';
    }
  }

  async abandon(resource: CachedResource, grant: string | undefined): Promise<LastGood | undefined> {
    const reply = await this.#run(ABANDON, resource, [grant ?? '']);
    if (reply === null) return undefined;
    const [etag, body, ageMs] = reply as [string, string, number];
    return { etag, body, ageMs };
  }

  async delete(resource: CachedResource): Promise<number> {
    return acknowledged(await this.#redis.del(Object.values(cacheKeys(resource))));
  }

  async deleteOlderThan(resource: CachedResource, version: number): Promise<number> {
    return acknowledged(await this.#run(DELETE_OLDER, resource, [version]));
  }

  async #run(script: Script, resource: CachedResource, args: (string | number)[]): Promise<unknown> {
    const all = cacheKeys(resource);
    const keys = script.keys.map((name) => all[name]);
    try {
      return await this.#redis.evalsha(script.sha1, keys.length, ...keys, ...args);
    } catch (error) {
      if (!isReply(error, 'NOSCRIPT')) throw error;
      return this.#redis.eval(script.lua, keys.length, ...keys, ...args);
    }
  }
}

function beginReply(reply: unknown): BeginReply {
  const [state, ...rest] = reply as [BeginReply['state'], ...unknown[]];
  if (state === 'granted') return { state, grant: String(rest[0]) };
  if (state === 'wait') return { state, leaseMs: Number(rest[0]) };
  const [etag, ageMs, kind, payload, grant] = rest as [string, number, string, string | null, string | null];
  return { state: 'hit', etag, ageMs, grant: grant ?? undefined, ...cachedPayload(kind, payload ?? '') };
}

function cachedPayload(kind: string, payload: string): CachedPayload {
  if (kind === 'not_modified') return { notModified: true };
  return kind === 'brotli' ? { notModified: false, brotli: payload } : { notModified: false, body: payload };
}

/** Whatever is not the count of deleted keys does not prove that they are gone. */
function acknowledged(reply: unknown): number {
  if (typeof reply === 'number' && Number.isInteger(reply)) return reply;
  throw new Error(`Redis answered a deletion with ${typeof reply}, not with a count`);
}

function isReply(error: unknown, prefix: string): boolean {
  return error instanceof Error && error.message.startsWith(prefix);
}

import type { Redis } from 'ioredis';
import { RedisCacheStore } from '#lib/cache/redis-store.ts';
import { ABANDON, BEGIN, COMMIT, DELETE_OLDER } from '#lib/cache/scripts.ts';
import type { BeginReply, BeginRequest } from '#lib/cache/store.ts';
import { type CachedResource, cacheKeys } from '#lib/redis-keys.ts';

const SCRIPTS = [BEGIN, COMMIT, ABANDON, DELETE_OLDER];
type Arguments = [count: number, ...rest: (string | number)[]];

/** A store whose scripts are edited before they are sent: without their shebang, or without one of its flags. */
export function editedScripts(redis: Redis, edit: (lua: string) => string): RedisCacheStore {
  const run = (sha: string, ...args: Arguments) => {
    const lua = SCRIPTS.find(({ sha1 }) => sha1 === sha)?.lua ?? '';
    return redis.eval(edit(lua), ...args);
  };
  return new RedisCacheStore({ evalsha: run, eval: run, del: redis.del.bind(redis) } as unknown as Redis);
}

/** A store that loads its scripts once and does not know what to do when the server has forgotten them. */
export function scriptsLoadedOnce(redis: Redis): RedisCacheStore {
  let loaded: Promise<unknown> | undefined;
  const evalsha = async (sha: string, ...args: Arguments) => {
    loaded ??= Promise.all(SCRIPTS.map(({ lua }) => redis.script('LOAD', lua)));
    await loaded;
    return redis.evalsha(sha, ...args);
  };
  const refuse = () => Promise.reject(new Error('NOSCRIPT'));
  return new RedisCacheStore({ evalsha, eval: refuse, del: redis.del.bind(redis) } as unknown as Redis);
}

/** A store that serves whatever lies under the key. */
export class TrustingStore extends RedisCacheStore {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    super(redis);
    this.#redis = redis;
  }

  override async begin(resource: CachedResource, request: BeginRequest): Promise<BeginReply> {
    const body = await this.#redis.get(cacheKeys(resource).value);
    if (body === null) return super.begin(resource, request);
    return { state: 'hit', etag: '"x"', ageMs: 0, grant: undefined, notModified: false, body };
  }
}

/** A store that asks for one thing after the other. */
export class TalkativeStore extends RedisCacheStore {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    super(redis);
    this.#redis = redis;
  }

  override async begin(resource: CachedResource, request: BeginRequest): Promise<BeginReply> {
    const { value, meta } = cacheKeys(resource);
    await this.#redis.exists(value);
    await this.#redis.exists(meta);
    return super.begin(resource, request);
  }
}

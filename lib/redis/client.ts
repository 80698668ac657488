import { Redis, type RedisOptions } from 'ioredis';
import { RESILIENCE } from '../resilience.ts';
import {
  type ClientOptions,
  ElastiCacheRedis,
  type FreshLogin,
  type RedisAddress,
} from './elasticache-redis.ts';

const LIMITS = RESILIENCE.redis;

/**
 * For functions: a call that Redis does not answer ends after `commandMs` instead of never (ioredis waits 12 s on a
 * closed port and for ever on a silent one). The first reconnection comes at once, for a thawed Lambda finds its
 * connection reset and must still make it within the command's time. A peer that was silent does not answer a FIN
 * either: its socket is destroyed soon, so that the reconnection need not wait.
 */
const OPTIONS = {
  lazyConnect: true,
  connectTimeout: LIMITS.connectMs,
  commandTimeout: LIMITS.commandMs,
  socketTimeout: LIMITS.socketMs,
  maxRetriesPerRequest: LIMITS.retries,
  enableOfflineQueue: true,
  enableAutoPipelining: false,
  enableReadyCheck: false,
  // no greeting: without one the first command need not wait for its answer. Replies are of the same form in both
  protocol: 2,
  disableClientInfo: true,
  disconnectTimeout: 100,
  retryStrategy: (attempt) => Math.min(5 * 2 ** (attempt - 1), 1_000),
} as const satisfies RedisOptions;

/** Where Redis is; and who logs in, when that is not said by the URL. */
export type RedisTarget =
  | { url: string; login?: FreshLogin | undefined }
  | { locate: () => Promise<RedisAddress>; login: FreshLogin };

/**
 * The process's one client; opens no socket before its first command. Nobody quits it: the next invocation of the
 * same process goes on with it. `onError` hears of connections that fail; the commands reject by themselves.
 */
export function redisClient({
  onError,
  ...target
}: RedisTarget & { onError: (error: Error) => void }): Redis {
  const options = { ...OPTIONS, reconnectOnError: reconnectOnReadonly(() => performance.now()) };
  const redis = clientOf(target, options);
  redis.on('error', onError);
  return redis;
}

function clientOf(target: RedisTarget, options: ClientOptions): Redis {
  if ('locate' in target) return new ElastiCacheRedis(target.locate, target.login, options);
  return target.login
    ? new ElastiCacheRedis(target.url, target.login, options)
    : new Redis(target.url, options);
}

/**
 * A failover leaves us connected to a replica: reconnect, then resend (2). Once a second at most: ioredis resends
 * without bound, even what has timed out, so as long as no primary is there it would reconnect in a tight loop.
 */
export function reconnectOnReadonly(now: () => number): (error: Error) => false | 2 {
  let last = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (!error.message.includes('READONLY') || now() - last < LIMITS.readonlyPauseMs) return false;
    last = now();
    return 2;
  };
}

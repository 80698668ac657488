import { setTimeout as pause } from 'node:timers/promises';
import { DescribeUsersCommand, ElastiCacheClient, ModifyUserCommand } from '@aws-sdk/client-elasticache';
import { Redis } from 'ioredis';
import type { Rotated } from './rotate.ts';

const POLL_MS = 3_000;
const LOGIN_MS = 5_000;

/**
 * The password of one user of the cache, which may have two at once: whoever still holds the older one can go on
 * connecting until the next rotation.
 * @param url `rediss://HOST:PORT` of the primary
 * @param user id and name of the user
 * @param patienceMs how long ElastiCache may take to make a change effective
 */
export function cachePassword(options: {
  url: string;
  user: string;
  patienceMs: number;
  client?: ElastiCacheClient;
  pollMs?: number;
}): Rotated {
  const { url, user, patienceMs, client = new ElastiCacheClient({}), pollMs = POLL_MS } = options;

  async function untilActive(): Promise<void> {
    const signal = AbortSignal.timeout(patienceMs);
    for (;;) {
      const { Users } = await client.send(new DescribeUsersCommand({ UserId: user }), {
        abortSignal: signal,
      });
      if (Users?.[0]?.Status === 'active') return;
      await pause(pollMs, undefined, { signal });
    }
  }

  return {
    async set(pending, current) {
      await untilActive(); // ElastiCache refuses to change a user that it is changing
      const Passwords = current === undefined ? [pending] : [current, pending];
      await client.send(
        new ModifyUserCommand({ UserId: user, AuthenticationMode: { Type: 'password', Passwords } }),
      );
      await untilActive();
    },
    async test(pending) {
      const redis = new Redis(url, {
        username: user,
        password: pending,
        lazyConnect: true,
        connectTimeout: LOGIN_MS,
        commandTimeout: LOGIN_MS,
        maxRetriesPerRequest: 0,
        retryStrategy: () => null,
      });
      redis.on('error', () => undefined); // the command below rejects with it
      try {
        await redis.ping();
      } catch (cause) {
        throw new Error(`The cache does not let ${user} in with the new password.`, { cause });
      } finally {
        redis.disconnect();
      }
    },
  };
}

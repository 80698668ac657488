import type { Redis } from 'ioredis';
import type { RedisConfig } from '../config.ts';
import type { Observability } from '../observability.ts';
import { type RedisTarget, redisClient } from '../redis/client.ts';
import type { FreshLogin } from '../redis/elasticache-redis.ts';
import { iamToken } from '../redis/iam-token.ts';
import { primaryEndpoint } from '../redis/replication-group.ts';
import { awsIdentity } from './aws.ts';

/** The process's client of Redis; opens no socket, and asks nobody for an address, before its first command. */
export function redisOf(config: RedisConfig, { logger }: Pick<Observability, 'logger'>): Redis {
  return redisClient({
    ...targetOf(config),
    onError: atMostEvery(QUIET_MS, (error) => logger.warn('redis connection', error)),
  });
}

/** Reconnecting fails several times a second while Redis is away: one line in this time says it. */
const QUIET_MS = 10_000;

function atMostEvery(ms: number, tell: (error: Error) => void): (error: Error) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (performance.now() - toldAt < ms) return;
    toldAt = performance.now();
    tell(error);
  };
}

function targetOf(config: RedisConfig): RedisTarget {
  const { REDIS_URL: url, REDIS_IAM_REPLICATION_GROUP: replicationGroup } = config;
  const login = replicationGroup === undefined ? undefined : iamLogin(config, replicationGroup);
  if (url !== undefined) return { url, login };
  if (login && replicationGroup !== undefined) return { locate: primaryEndpoint(replicationGroup), login };
  throw new Error('Set REDIS_URL, or REDIS_IAM_REPLICATION_GROUP for ElastiCache.');
}

function iamLogin(config: RedisConfig, replicationGroup: string): FreshLogin {
  const { REDIS_USERNAME: username } = config;
  if (!username) throw new Error('Set REDIS_USERNAME: a login by IAM needs it.');
  const identity = awsIdentity(config, 'a login by IAM');
  const login = { replicationGroup, user: username };
  return { username, password: () => iamToken(login, identity, new Date()) };
}

import { BULLMQ_PREFIX, CACHED_RESOURCES, cacheKeys, marketKeys } from '#lib/redis-keys.ts';

/** What every connection of ioredis says of itself before its first command. */
const CONNECTION = '+ping +client|setinfo +client|setname';

/**
 * The functions' rights in the cache: the keys of the cached resources, and the commands of the cache's own scripts
 * and no others. Scripts run with the rights of who calls them, so their commands are listed too.
 */
export const FUNCTIONS_ACCESS = [
  'on',
  ...CACHED_RESOURCES.flatMap((resource) => Object.values(cacheKeys(resource))).map((key) => `~${key}`),
  '-@all',
  CONNECTION,
  '+eval +evalsha +time',
  '+del +exists +get +set +strlen +pttl +pexpire +hget +hmget +hset',
].join(' ');

/**
 * The collector's rights: market data and its queue, and BullMQ's commands, without what could reach beyond them:
 * no KEYS, no SCAN, no FLUSH, no CONFIG. INFO is how BullMQ learns the server's version and eviction policy.
 */
export const COLLECTOR_ACCESS = [
  'on',
  `~${BULLMQ_PREFIX}:*`,
  ...Object.values(marketKeys('*')).map((key) => `~${key}`),
  '-@all',
  CONNECTION,
  '+@hash +@list +@set +@sortedset +@stream +@string -@dangerous',
  '+del +unlink +exists +pexpire +pexpireat +persist +pttl +type +rename +time +eval +evalsha +info',
].join(' ');

/** For the user named `default`, whom every group must have: it can do nothing and cannot log in. */
export const NO_ACCESS = 'off -@all';

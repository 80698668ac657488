import type { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { RESILIENCE } from '../resilience.ts';
import type { RedisAddress } from './elasticache-redis.ts';

/** ElastiCache's replication group as it says of itself. */
export interface ReplicationGroup {
  /** `available`, `creating`, `modifying`, `snapshotting`, `deleting`, … */
  status: string;
  /** A name that follows the primary through failovers; absent while there is none. */
  primary: RedisAddress | undefined;
}

/** Asks for one replication group; rejects when it cannot be told. */
export type DescribeReplicationGroup = (signal: AbortSignal) => Promise<ReplicationGroup>;

/** In these the nodes answer as ever. */
const USABLE = new Set(['available', 'modifying', 'snapshotting']);

/** Whether its nodes can be expected to answer. */
export function isUsable({ status }: ReplicationGroup): boolean {
  return USABLE.has(status);
}

/** Over the AWS SDK, which is loaded at the first call: with a configured address nothing of it is. */
export function describeReplicationGroup(id: string): DescribeReplicationGroup {
  let client: ElastiCacheClient | undefined;
  return async (abortSignal) => {
    const sdk = await import('@aws-sdk/client-elasticache');
    client ??= new sdk.ElastiCacheClient({ maxAttempts: RESILIENCE.elastiCache.attempts });
    const command = new sdk.DescribeReplicationGroupsCommand({ ReplicationGroupId: id });
    const group = (await client.send(command, { abortSignal })).ReplicationGroups?.[0];
    const { Address: host, Port: port } = group?.NodeGroups?.[0]?.PrimaryEndpoint ?? {};
    return { status: group?.Status ?? 'unknown', primary: host && port ? { host, port } : undefined };
  };
}

/** The primary's address, asked for once and kept for the life of the process; a failure is asked again. */
export function primaryEndpoint(
  id: string,
  describe: DescribeReplicationGroup = describeReplicationGroup(id),
): () => Promise<RedisAddress> {
  let found: Promise<RedisAddress> | undefined;
  const discover = async () => {
    const group = await describe(AbortSignal.timeout(RESILIENCE.elastiCache.discoveryMs));
    if (isUsable(group) && group.primary) return group.primary;
    throw new Error(
      `The replication group ${id} is ${group.status}${group.primary ? '' : ' and has no primary endpoint'}: ` +
        'wait until it is available, or set REDIS_URL.',
    );
  };
  return () => {
    found ??= discover().catch((error) => {
      found = undefined;
      throw error;
    });
    return found;
  };
}

import type { ServerResponse } from 'node:http';

/** Of the environment of whoever asks a stub of ElastiCache by the AWS SDK. */
export const ELASTICACHE_ENVIRONMENT = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
};

/** Answers DescribeReplicationGroups as ElastiCache does. */
export function describedGroup(
  response: ServerResponse,
  status: string,
  primary?: { host: string; port: number },
): void {
  const endpoint = primary
    ? `<PrimaryEndpoint><Address>${primary.host}</Address><Port>${primary.port}</Port></PrimaryEndpoint>`
    : '';
  response.writeHead(200, { 'content-type': 'text/xml' }).end(
    `<DescribeReplicationGroupsResponse xmlns="http://elasticache.amazonaws.com/doc/2015-02-02/">
      <DescribeReplicationGroupsResult><ReplicationGroups><ReplicationGroup>
        <Status>${status}</Status>
        <NodeGroups><NodeGroup>${endpoint}</NodeGroup></NodeGroups>
      </ReplicationGroup></ReplicationGroups></DescribeReplicationGroupsResult>
    </DescribeReplicationGroupsResponse>`,
  );
}

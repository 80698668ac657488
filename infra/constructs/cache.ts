import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { ISecurityGroup, ISubnet } from 'aws-cdk-lib/aws-ec2';
import { CfnParameterGroup, CfnReplicationGroup, CfnSubnetGroup } from 'aws-cdk-lib/aws-elasticache';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { StageConfig } from '../config.ts';
import { PORTS } from '../ports.ts';
import { CacheUsers } from './cache-users.ts';
import { logGroup } from './log-group.ts';

export interface CacheProps {
  readonly config: StageConfig;
  readonly prefix: string;
  readonly subnets: ISubnet[];
  readonly securityGroup: ISecurityGroup;
  readonly key: IKey;
}

/** One shard of ElastiCache for Valkey over two zones: nodes, for BullMQ needs `noeviction`, which Serverless lacks. */
export class Cache extends Construct {
  readonly users: CacheUsers;
  /** Also the id of its one node group's metrics: `ID-001`, `ID-002`. */
  readonly replicationGroupId: string;
  /** `rediss://HOST:PORT` of the primary, without a user. */
  readonly url: string;
  readonly #arn: string;

  constructor(scope: Construct, id: string, props: CacheProps) {
    super(scope, id);
    const { config, prefix } = props;
    this.users = new CacheUsers(this, 'Users', {
      prefix,
      key: props.key,
      hasCollector: config.services.kind === 'own',
    });
    const parameters = new CfnParameterGroup(this, 'Parameters', {
      cacheParameterGroupFamily: 'valkey8',
      description: 'Nothing is evicted: the collector keeps its queue here',
      properties: { 'maxmemory-policy': 'noeviction' },
    });
    const subnets = new CfnSubnetGroup(this, 'Subnets', {
      description: 'Isolated subnets over two zones',
      subnetIds: props.subnets.map(({ subnetId }) => subnetId),
    });
    this.replicationGroupId = prefix;
    const group = new CfnReplicationGroup(this, 'Nodes', {
      replicationGroupId: this.replicationGroupId,
      replicationGroupDescription: 'Cache of the API, queue and market data of the collector',
      engine: 'valkey',
      engineVersion: '8.0',
      cacheNodeType: config.cache.nodeType,
      port: PORTS.cache,
      numNodeGroups: 1,
      replicasPerNodeGroup: 1,
      multiAzEnabled: true,
      automaticFailoverEnabled: true,
      transitEncryptionEnabled: true,
      transitEncryptionMode: 'required',
      atRestEncryptionEnabled: true,
      kmsKeyId: props.key.keyArn,
      userGroupIds: [this.users.groupId],
      cacheParameterGroupName: parameters.ref,
      cacheSubnetGroupName: subnets.ref,
      securityGroupIds: [props.securityGroup.securityGroupId],
      autoMinorVersionUpgrade: true,
      preferredMaintenanceWindow: 'sun:04:00-sun:05:00',
      snapshotRetentionLimit: config.cache.snapshotDays,
      ...(config.cache.snapshotDays > 0 ? { snapshotWindow: '02:00-03:00' } : {}),
      logDeliveryConfigurations: ['slow-log', 'engine-log'].map((logType) => ({
        logType,
        logFormat: 'json',
        destinationType: 'cloudwatch-logs',
        destinationDetails: {
          cloudWatchLogsDetails: { logGroup: logGroup(this, logType, config).logGroupName },
        },
      })),
    });
    acknowledge(group, {
      'AwsSolutions-AEC6':
        'Users of a group log in, each with rights of its own; one AUTH password for everybody would be weaker.',
    });
    this.url = `rediss://${group.attrPrimaryEndPointAddress}:${PORTS.cache}`;
    this.#arn = Stack.of(this).formatArn({
      service: 'elasticache',
      resource: 'replicationgroup',
      resourceName: this.replicationGroupId,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  /** Lets `grantee` log in as the functions' user, with a token that its own credentials signed. */
  grantConnect(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ['elasticache:Connect'],
      resourceArns: [this.#arn, this.users.functions.arn],
    });
  }

  /** Lets `grantee` ask for endpoints and status. */
  grantDescribe(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ['elasticache:DescribeReplicationGroups'],
      resourceArns: [this.#arn],
    });
  }
}

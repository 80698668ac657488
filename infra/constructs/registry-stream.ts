import { Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { REGISTRY_ATTRIBUTES, REGISTRY_ITEM } from '#lib/registry-item.ts';
import { acknowledge } from '../acknowledge.ts';
import { failureQueue } from './failure-queue.ts';
import type { ProductFunction } from './product-function.ts';

/**
 * Changes of the registry invoke the invalidation within seconds. A batch that fails is tried again until it expires
 * after a day: deleting is idempotent and only the highest version counts, so nothing can poison it, and giving up
 * early would lose what the retries are for. Only what expired lands in `expired`.
 */
export class RegistryStream extends Construct {
  readonly expired: Queue;

  constructor(
    scope: Construct,
    id: string,
    props: { registry: ITable; registryName: string; target: ProductFunction },
  ) {
    super(scope, id);
    const { registry, target } = props;
    const { tableStreamArn } = registry;
    if (!tableStreamArn) throw new Error('The registry table needs a stream.');
    this.expired = failureQueue(this, 'Expired');

    target.role.addToPolicy(
      new PolicyStatement({
        actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        resources: [tableStreamArn],
      }),
    );
    // by its name, not by reference: the finding's id, which is acknowledged, then holds no generated export name
    const anyStream = Stack.of(this).formatArn({
      service: 'dynamodb',
      resource: 'table',
      resourceName: `${props.registryName}/stream/*`,
    });
    target.role.addToPolicy(
      new PolicyStatement({ actions: ['dynamodb:ListStreams'], resources: [anyStream] }),
    );
    acknowledge(target.role, {
      [`AwsSolutions-IAM5[Resource::${anyStream.replace(Stack.of(this).account, '<AWS::AccountId>')}]`]:
        'Listing streams knows no narrower resource than all streams of this one table.',
    });
    new EventSourceMapping(this, 'Mapping', {
      target: target.lambda,
      eventSourceArn: tableStreamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 100,
      onFailure: new SqsDlq(this.expired),
      filters: [
        FilterCriteria.filter({
          dynamodb: { Keys: { [REGISTRY_ATTRIBUTES.key]: { S: FilterRule.isEqual(REGISTRY_ITEM) } } },
        }),
      ],
    });
  }
}

import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  StreamViewType,
  Table,
  TableEncryption,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { RECORDS_ATTRIBUTES } from '#lib/records/table-attributes.ts';
import { REGISTRY_ATTRIBUTES } from '#lib/registry-item.ts';

/**
 * The registry, whose stream has the caches follow it, and, apart from it, records that no cache depends on: were
 * they in one table, every audit record would invoke the invalidation.
 */
export class Tables extends Construct {
  /** Undefined when the CCXT service is not ours, and keeps its own. */
  readonly registry: Table | undefined;
  readonly registryName: string;
  readonly records: Table;

  constructor(
    scope: Construct,
    id: string,
    props: { prefix: string; key: IKey; keepData: boolean; hasRegistry: boolean },
  ) {
    super(scope, id);
    const common = {
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: props.keepData,
      removalPolicy: props.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    } as const satisfies Partial<TableProps>;

    this.registryName = `${props.prefix}-registry`;
    if (props.hasRegistry) {
      this.registry = new Table(this, 'Registry', {
        ...common,
        tableName: this.registryName,
        partitionKey: { name: REGISTRY_ATTRIBUTES.key, type: AttributeType.STRING },
        stream: StreamViewType.NEW_IMAGE,
      });
    }
    this.records = new Table(this, 'Records', {
      ...common,
      partitionKey: { name: RECORDS_ATTRIBUTES.partitionKey, type: AttributeType.STRING },
      sortKey: { name: RECORDS_ATTRIBUTES.sortKey, type: AttributeType.STRING },
      timeToLiveAttribute: RECORDS_ATTRIBUTES.timeToLive,
    });
  }
}

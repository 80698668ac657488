import * as v from 'valibot';
import type { AwsJson } from '../aws/aws-json.ts';
import type { AuditRecord } from '../domain/audit-record.ts';
import type { AuditStore } from '../usecases/get-audit.ts';
import { AUDIT_RETENTION_MS } from './retention.ts';
import { RECORDS_ATTRIBUTES } from './table-attributes.ts';

const { partitionKey, sortKey, timeToLive } = RECORDS_ATTRIBUTES;
/** One partition takes a thousand records a second, and operators make a few an hour. */
const PARTITION = { S: 'audit' };

const page = v.object({
  Items: v.array(v.object({ record: v.object({ S: v.string() }) })),
  LastEvaluatedKey: v.optional(v.unknown()),
});

/** Audit records in DynamoDB, one item each, in the order of their ids. */
export function dynamoDbAuditStore(dynamoDb: AwsJson, TableName: string): AuditStore {
  return {
    async append(record) {
      const item = {
        [partitionKey]: PARTITION,
        [sortKey]: { S: record.id },
        [timeToLive]: { N: String(Math.ceil((Date.now() + AUDIT_RETENTION_MS) / 1_000)) },
        record: { S: JSON.stringify(record) },
      };
      await dynamoDb('PutItem', { TableName, Item: item });
    },
    async page({ limit, cursor = '~' }) {
      const { Items, LastEvaluatedKey } = v.parse(
        page,
        await dynamoDb('Query', {
          TableName,
          KeyConditionExpression: '#partition = :audit AND #sort < :cursor',
          ExpressionAttributeNames: { '#partition': partitionKey, '#sort': sortKey },
          ExpressionAttributeValues: { ':audit': PARTITION, ':cursor': { S: cursor } },
          ScanIndexForward: false,
          ConsistentRead: true,
          Limit: limit + 1,
        }),
      );
      const records = Items.slice(0, limit).map((item): AuditRecord => JSON.parse(item.record.S));
      // a page also ends at 1 MB
      const isMore = Items.length > limit || LastEvaluatedKey !== undefined;
      return { records, next: isMore ? records.at(-1)?.id : undefined };
    },
  };
}

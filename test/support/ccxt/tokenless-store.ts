import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { REGISTRY_ATTRIBUTES } from '#lib/registry-item.ts';
import { documentItem } from '#services/ccxt/registry/dynamodb-document.ts';
import { openDynamoDbStore } from '#services/ccxt/registry/dynamodb-store.ts';
import type { RegistryStore } from '#services/ccxt/registry/store.ts';

/** A control: a conditional put as one would first write it, repeated by the SDK, which looks at no token. */
export function tokenlessStore(table: string): RegistryStore {
  const client = new DynamoDBClient({ maxAttempts: 3 });
  const store = openDynamoDbStore(table);
  return {
    ...store,
    async compareAndSet(expected, document) {
      const request = new PutItemCommand({
        TableName: table,
        Item: documentItem(expected + 1, document, 'the same for all'),
        ConditionExpression: '#version = :expected',
        ExpressionAttributeNames: { '#version': REGISTRY_ATTRIBUTES.version },
        ExpressionAttributeValues: { ':expected': { N: String(expected) } },
      });
      try {
        await client.send(request);
        return 'ok';
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return 'conflict';
        throw error;
      }
    },
    async close() {
      client.destroy();
      await store.close();
    },
  };
}

import { DOCUMENT_KEY, stateOf } from './dynamodb-document.ts';
import { resultItem, resultKey, resultOf } from './dynamodb-results.ts';
import { dynamoDbTable } from './dynamodb-table.ts';
import { writeVersion } from './dynamodb-write.ts';
import type { ExchangeResult, RegistryStore } from './store.ts';

/**
 * The registry in a DynamoDB table that any number of instances share: the document in one item, changed by a
 * conditional put, each exchange's result in an item beside it. Opening it sends nothing.
 */
export function openDynamoDbStore(tableName: string): RegistryStore {
  const table = dynamoDbTable(tableName);
  return {
    async read() {
      const item = await table.get(DOCUMENT_KEY);
      return item && stateOf(item, tableName);
    },
    compareAndSet: (expected, document, first) => writeVersion(table, expected, document, first),
    async readResults() {
      const results = (await table.scan()).map(resultOf).filter((result) => result !== undefined);
      return results.sort((a, b) => (a.exchange < b.exchange ? -1 : 1));
    },
    readResult: async (exchange): Promise<ExchangeResult | undefined> =>
      resultOf(await table.get(resultKey(exchange))),
    writeResult: (result) => table.put(resultItem(result)),
    deleteResult: (exchange) => table.delete(resultKey(exchange)),
    async close() {
      table.close();
    },
  };
}

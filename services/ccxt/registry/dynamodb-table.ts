import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import { isTransient, registryError } from './dynamodb-errors.ts';

export type Item = Record<string, AttributeValue>;

/** One attempt of one request, milliseconds. The service's callers wait four seconds for a change, repeats included. */
const ATTEMPT_MS = 500;
const RETRIES = 1;

/** The table's requests, consistent and bounded in time. All but `putOnce` may be repeated, and are. */
export interface DynamoDbTable {
  readonly name: string;
  get(key: Item): Promise<Item | undefined>;
  scan(): Promise<Item[]>;
  put(item: Item): Promise<void>;
  delete(key: Item): Promise<void>;
  /** A single attempt; rejects with the SDK's own error. */
  putOnce(input: Omit<PutItemCommandInput, 'TableName'>): Promise<void>;
  close(): void;
}

/** Region, credentials and, for tests, the endpoint come from the environment in the SDK's own way. */
export function dynamoDbTable(name: string): DynamoDbTable {
  const client = new DynamoDBClient({
    maxAttempts: 1, // ours: of a write one must know what became of each attempt
    requestHandler: {
      connectionTimeout: ATTEMPT_MS,
      requestTimeout: ATTEMPT_MS,
      throwOnRequestTimeout: true, // else it only warns
    },
  });
  const policy = retry(handleWhen(isTransient), {
    maxAttempts: RETRIES,
    backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 200 }),
  });
  const patiently = <T>(attempt: () => Promise<T>): Promise<T> =>
    policy.execute(attempt).catch((error) => {
      throw registryError(name, error);
    });

  return {
    name,
    get: (Key) =>
      patiently(async () => {
        const input = { TableName: name, Key, ConsistentRead: true };
        return (await client.send(new GetItemCommand(input))).Item;
      }),
    async scan() {
      const items: Item[] = [];
      let from: Item | undefined;
      do {
        const input = { TableName: name, ConsistentRead: true, ...(from && { ExclusiveStartKey: from }) };
        const page = await patiently(() => client.send(new ScanCommand(input)));
        items.push(...(page.Items ?? []));
        from = page.LastEvaluatedKey;
      } while (from);
      return items;
    },
    put: (Item) =>
      patiently(async () => void (await client.send(new PutItemCommand({ TableName: name, Item })))),
    delete: (Key) =>
      patiently(async () => void (await client.send(new DeleteItemCommand({ TableName: name, Key })))),
    putOnce: async (input) => void (await client.send(new PutItemCommand({ TableName: name, ...input }))),
    close: () => client.destroy(),
  };
}

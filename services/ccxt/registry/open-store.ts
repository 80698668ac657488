import { openSqliteStore } from './sqlite-store.ts';
import type { RegistryStore } from './store.ts';

/** Where the registry is: a table of DynamoDB, or a sqlite file. */
export type RegistryPlace = { table: string } | { path: string };

/** Opens the registry's store; loads no AWS SDK for a file. */
export async function openStore(place: RegistryPlace): Promise<RegistryStore> {
  if ('table' in place) {
    const { openDynamoDbStore } = await import('./dynamodb-store.ts');
    return openDynamoDbStore(place.table);
  }
  return openSqliteStore(place.path);
}

import type { IdempotencyStore } from '../idempotency/claim.ts';
import type { AuditStore } from '../usecases/get-audit.ts';

/** Where audit records and idempotency keys are: a table of DynamoDB, or a sqlite file. */
export interface RecordsPlace {
  table?: string | undefined;
  path?: string | undefined;
}

export interface Records {
  audit: AuditStore;
  idempotency: IdempotencyStore;
  /** Begins to load what the first record needs, without waiting for it. */
  warm(): void;
}

/** The stores, opened when first used; an opening that failed is tried again by the next use. */
export function openedWhenUsed(place: RecordsPlace): Records {
  let opening: ReturnType<typeof open> | undefined;
  const opened = () => {
    opening ??= open(place).catch((error) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  return {
    audit: {
      append: async (record) => (await opened()).audit.append(record),
      page: async (query) => (await opened()).audit.page(query),
    },
    idempotency: {
      claim: async (request) => (await opened()).idempotency.claim(request),
      complete: async (attempt) => (await opened()).idempotency.complete(attempt),
      release: async (attempt) => (await opened()).idempotency.release(attempt),
    },
    warm: () => void opened().catch(() => undefined),
  };
}

/** Loads what the place needs: no sqlite on AWS, no AWS SDK for a file. */
async function open({ table, path }: RecordsPlace): Promise<Omit<Records, 'warm'>> {
  if (table) {
    const [{ dynamoDbClient }, { dynamoDbAuditStore }, { dynamoDbIdempotencyStore }] = await Promise.all([
      import('./dynamodb-client.ts'),
      import('./dynamodb-audit-store.ts'),
      import('./dynamodb-idempotency-store.ts'),
    ]);
    const client = dynamoDbClient();
    return {
      audit: dynamoDbAuditStore(client, table),
      idempotency: dynamoDbIdempotencyStore(client, table),
    };
  }
  if (!path) throw new Error('Set RECORDS_TABLE, or RECORDS_PATH.');
  const { openSqliteRecords } = await import('./sqlite-records.ts');
  return openSqliteRecords(path);
}

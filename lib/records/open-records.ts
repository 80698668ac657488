import type { AwsJson } from '../aws/aws-json.ts';
import { breaker } from '../breaker.ts';
import { AppError } from '../errors.ts';
import type { IdempotencyStore } from '../idempotency/claim.ts';
import { RESILIENCE } from '../resilience.ts';
import type { AuditStore } from '../usecases/get-audit.ts';

/** Where audit records and idempotency keys are: a table of DynamoDB, or a sqlite file. */
export interface RecordsPlace {
  table?: { name: string; dynamoDb: AwsJson } | undefined;
  path?: string | undefined;
}

export interface Records {
  audit: AuditStore;
  idempotency: IdempotencyStore;
  /** Begins to load what the first record needs, without waiting for it. */
  warm(): void;
}

/**
 * The stores, opened when first used; an opening that failed is tried again by the next use. While they fail again
 * and again they are not asked for a while.
 */
export function openedWhenUsed(place: RecordsPlace): Records {
  let opening: ReturnType<typeof open> | undefined;
  const opened = () => {
    opening ??= open(place).catch((error) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  const guard = breaker(RESILIENCE.records.breaker, 'pass', (error) => !(error instanceof AppError));
  const using = <T>(use: (stores: Omit<Records, 'warm'>) => Promise<T>) =>
    guard(async () => use(await opened()));
  return {
    audit: {
      append: (record) => using(({ audit }) => audit.append(record)),
      page: (query) => using(({ audit }) => audit.page(query)),
    },
    idempotency: {
      claim: (request) => using(({ idempotency }) => idempotency.claim(request)),
      complete: (attempt) => using(({ idempotency }) => idempotency.complete(attempt)),
      release: (attempt) => using(({ idempotency }) => idempotency.release(attempt)),
    },
    warm: () => void opened().catch(() => undefined),
  };
}

/** Loads what the place needs: no sqlite on AWS. */
async function open({ table, path }: RecordsPlace): Promise<Omit<Records, 'warm'>> {
  if (table) {
    const [{ dynamoDbAuditStore }, { dynamoDbIdempotencyStore }] = await Promise.all([
      import('./dynamodb-audit-store.ts'),
      import('./dynamodb-idempotency-store.ts'),
    ]);
    return {
      audit: dynamoDbAuditStore(table.dynamoDb, table.name),
      idempotency: dynamoDbIdempotencyStore(table.dynamoDb, table.name),
    };
  }
  if (!path) throw new Error('Set RECORDS_TABLE, or RECORDS_PATH.');
  const { openSqliteRecords } = await import('./sqlite-records.ts');
  return openSqliteRecords(path);
}

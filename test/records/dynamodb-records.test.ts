import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { openedWhenUsed, type Records } from '#lib/records/open-records.ts';
import { RECORDS_ATTRIBUTES } from '#lib/records/table-attributes.ts';
import { auditRecord, auditStoreContract } from '../contract/audit-store.contract.ts';
import { idempotencyStoreContract } from '../contract/idempotency-store.contract.ts';
import { type DynamoDb, dynamoDbAt, type Fate, startDynamoDb, startLine } from '../support/dynamodb.ts';
import { silentServer } from '../support/silent-server.ts';

let database: DynamoDb;
const lines: { stop(): Promise<void> }[] = [];
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());
afterEach(async () => {
  for (const line of lines.splice(0)) await line.stop();
});

/** Records in `table` by way of `url`. */
function open(name: string, url = database.url): Records {
  return openedWhenUsed({ table: { name, dynamoDb: dynamoDbAt(url) } });
}
const newTable = () => database.newTable(RECORDS_ATTRIBUTES.sortKey);

auditStoreContract(async () => {
  const table = await newTable();
  return { open: () => open(table).audit };
});
idempotencyStoreContract(async () => {
  const table = await newTable();
  return { open: () => open(table).idempotency };
});

/** Records whose writes meet these fates, one after the other, then pass. */
async function given(...fates: Fate[]): Promise<Records> {
  let writes = 0;
  const line = await startLine(database.url, (operation) => {
    if (operation === 'GetItem' || operation === 'Query') return 'pass';
    writes += 1;
    return fates[writes - 1] ?? 'pass';
  });
  lines.push(line);
  return open(await newTable(), line.url);
}

const claim = {
  id: 'add-exchange#k',
  fingerprint: 'same',
  token: 'a',
  now: 1_000,
  leaseUntil: 31_000,
  expiresAt: 86_401_000,
};

describe('a write whose answer is lost', () => {
  it('is the attempt’s own claim all the same', async () => {
    const { idempotency } = await given('lose-answer');
    expect(await idempotency.claim(claim)).toEqual({ kind: 'granted' });
    expect(await idempotency.claim({ ...claim, token: 'b' })).toMatchObject({ kind: 'in-flight' });
  });

  it('also when it took over from another', async () => {
    const { idempotency } = await given('pass', 'pass', 'lose-answer');
    await idempotency.claim(claim);
    const later = { ...claim, token: 'b', now: 31_000, leaseUntil: 61_000 };
    expect(await idempotency.claim(later)).toEqual({ kind: 'granted' });
  });

  it('leaves one record', async () => {
    const { audit } = await given('lose-answer');
    await audit.append(auditRecord(1));
    expect((await audit.page({ limit: 10 })).records).toHaveLength(1);
  });
});

describe('a table that cannot be used', () => {
  it('rejects when it does not answer, within two attempts', async () => {
    const silent = await silentServer();
    lines.push({ stop: silent.close });
    const { audit } = open('records', silent.url.replace('redis:', 'http:'));
    const startedAt = performance.now();
    await expect(audit.append(auditRecord(1))).rejects.toThrow();
    expect(performance.now() - startedAt).toBeLessThan(2_500);
    expect(silent.connections()).toBe(2);
  });

  it('rejects when it is not there, or not named', async () => {
    await expect(open('elsewhere').audit.page({ limit: 1 })).rejects.toThrow(/not found/);
    await expect(openedWhenUsed({}).audit.page({ limit: 1 })).rejects.toThrow(
      'Set RECORDS_TABLE, or RECORDS_PATH.',
    );
  });
});

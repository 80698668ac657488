import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from '@jest/globals';
import { openSqliteRecords } from '#lib/records/sqlite-records.ts';
import { auditRecord, auditStoreContract } from '../contract/audit-store.contract.ts';
import { idempotencyStoreContract } from '../contract/idempotency-store.contract.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const newPath = () => join(temporaryFolder(), 'records.sqlite');
auditStoreContract(async () => {
  const path = newPath();
  return { open: () => openSqliteRecords(path).audit };
});
idempotencyStoreContract(async () => {
  const path = newPath();
  return { open: () => openSqliteRecords(path).idempotency };
});

describe('the file of records', () => {
  it('loses what has expired when it is opened', async () => {
    const path = newPath();
    const { audit } = openSqliteRecords(path);
    for (const n of [1, 2]) await audit.append(auditRecord(n));
    const database = new DatabaseSync(path);
    database.exec(`UPDATE audit SET expires_at = 1 WHERE id LIKE '%00:01%'`);
    database.close();
    const { records } = await openSqliteRecords(path).audit.page({ limit: 10 });
    expect(records.map(({ requestId }) => requestId)).toEqual(['request-2']);
  });

  it('of a newer release is refused with what to do', () => {
    const path = newPath();
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(() => openSqliteRecords(path)).toThrow(/newer release: move it away/);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { AuditRecord } from '#lib/domain/audit-record.ts';
import type { AuditStore } from '#lib/usecases/get-audit.ts';

/** The record of second `n`, with what a test wants to differ. */
export function auditRecord(n: number, overrides: Partial<AuditRecord> = {}): AuditRecord {
  const at = new Date(Date.parse('2026-01-01T00:00:00.000Z') + n * 1_000).toISOString();
  return {
    id: `${at}_0123456789ab`,
    at,
    durationMs: 12,
    requestId: `request-${n}`,
    source: 'http',
    key: { stage: 'current', version: 'v2' },
    actor: 'ops',
    address: '203.0.113.7',
    action: 'blacklist-exchange',
    exchange: 'kraken',
    input: { reason: 'it\'s "late"\\ \u{1f4a5}' },
    registryVersion: { before: 1, after: 2 },
    outcome: { status: 200, code: 'OK', changed: true, replayed: false },
    ...overrides,
  };
}

async function ids(store: AuditStore, limit: number): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await store.page({ limit, cursor });
    pages.push(page.records.map(({ requestId }) => requestId));
    cursor = page.next;
  } while (cursor !== undefined);
  return pages;
}

/** What every AuditStore must do. `open` opens another instance on the store of the test that runs. */
export function auditStoreContract(newStore: () => Promise<{ open: () => AuditStore }>): void {
  describe('the audit store', () => {
    it('is empty at first', async () => {
      const { open } = await newStore();
      expect(await open().page({ limit: 10 })).toEqual({ records: [], next: undefined });
    });

    it('gives a record back as it was, to whoever opens it', async () => {
      const { open } = await newStore();
      const record = auditRecord(1);
      await open().append(record);
      expect(await open().page({ limit: 1 })).toEqual({ records: [record], next: undefined });
    });

    it.each([
      [1, [['5'], ['4'], ['3'], ['2'], ['1']]],
      [2, [['5', '4'], ['3', '2'], ['1']]],
      [5, [['5', '4', '3', '2', '1']]],
      [200, [['5', '4', '3', '2', '1']]],
    ])('gives them newest first, %i a page, and no empty page', async (limit, pages) => {
      const store = (await newStore()).open();
      for (const n of [3, 1, 5, 2, 4]) await store.append(auditRecord(n, { requestId: String(n) }));
      expect(await ids(store, limit)).toEqual(pages);
    });

    it('goes on from a cursor though newer records come', async () => {
      const store = (await newStore()).open();
      for (const n of [1, 2, 3]) await store.append(auditRecord(n));
      const { next } = await store.page({ limit: 1 });
      await store.append(auditRecord(4));
      const { records } = await store.page({ limit: 10, cursor: next });
      expect(records.map(({ requestId }) => requestId)).toEqual(['request-2', 'request-1']);
    });

    it('keeps a record once that is sent twice', async () => {
      const store = (await newStore()).open();
      await store.append(auditRecord(1));
      await store.append(auditRecord(1));
      expect((await store.page({ limit: 10 })).records).toHaveLength(1);
    });
  });
}

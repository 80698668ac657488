import { describe, expect, it } from '@jest/globals';
import { getAudit } from '#lib/usecases/get-audit.ts';
import { auditRecord } from '../contract/audit-store.contract.ts';
import { fakeAuditStore } from '../support/fake-records.ts';
import { callOf } from '../support/fakes.ts';

async function given(count: number) {
  const audit = fakeAuditStore();
  for (let n = 0; n < count; n += 1) await audit.append(auditRecord(n));
  return async (query: Record<string, string>) => {
    const call = callOf<'get-audit', unknown>({ exchange: undefined, body: {}, query });
    const { json } = await getAudit({ audit }, call);
    return json as { records: { requestId: string }[]; nextCursor: string | null };
  };
}

describe('reading the audit log', () => {
  it('gives the newest 50 and a cursor for the rest, to the end', async () => {
    const read = await given(120);
    const seen: string[] = [];
    let cursor: string | null = null;
    const sizes: number[] = [];
    do {
      const page = await read(cursor === null ? {} : { cursor });
      sizes.push(page.records.length);
      seen.push(...page.records.map(({ requestId }) => requestId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(sizes).toEqual([50, 50, 20]);
    expect(seen).toEqual(Array.from({ length: 120 }, (_, n) => `request-${119 - n}`));
  });

  it.each(['1', '200'])('takes a limit of %s', async (limit) => {
    expect((await (await given(201))({ limit })).records).toHaveLength(Number(limit));
  });

  it.each<Record<string, string>>([
    { limit: '0' },
    { limit: '201' },
    { limit: '-1' },
    { limit: '1.5' },
    { limit: '' },
    { limit: '5,6' },
    { cursor: '' },
    { cursor: 'x' },
    { cursor: '~' },
    { cursor: Buffer.from("2026-01-01T00:00:00.000Z_0123456789ab' OR 1=1").toString('base64url') },
    { cursor: Buffer.from('2026-01-01T00:00:00.000Z_0123456789ab').toString('base64') },
  ])('refuses %j', async (query) => {
    await expect((await given(1))(query)).rejects.toMatchObject({ code: 'INVALID_REQUEST', status: 400 });
  });

  it('is a 503 while the store is down', async () => {
    const page = async () => {
      throw new Error('away');
    };
    const audit = { ...fakeAuditStore(), page };
    const call = callOf<'get-audit', unknown>({ exchange: undefined, body: {} });
    await expect(getAudit({ audit }, call)).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE', status: 503 });
  });
});

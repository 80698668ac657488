import { describe, expect, it } from '@jest/globals';
import { auditTrail } from '#lib/audit/audit-trail.ts';
import type { AuditStore } from '#lib/usecases/get-audit.ts';
import { auditRecord } from '../contract/audit-store.contract.ts';
import { fakeAuditStore } from '../support/fake-records.ts';

const BEGAN = Date.parse('2026-01-01T00:00:00.000Z');

function given(store: Pick<AuditStore, 'append'>) {
  const world = { lines: [] as object[], failures: [] as unknown[] };
  const record = auditTrail({
    store,
    line: (line) => world.lines.push(line),
    onFailure: (cause) => world.failures.push(cause),
    now: () => BEGAN + 1_500,
  });
  const {
    id: _,
    at: __,
    durationMs: ___,
    ...rest
  } = auditRecord(0, { input: { reason: 'r', ttlSeconds: 9 } });
  return { world, end: (remainingMs = 10_000) => record({ startedAt: BEGAN, ...rest }, remainingMs) };
}

describe('the end of a call', () => {
  it('is a record in the store and in the log, where free text is left out', async () => {
    const store = fakeAuditStore();
    const { world, end } = given(store);
    await end();
    const [record] = store.records;
    expect(record).toEqual({
      ...auditRecord(0, { input: { reason: 'r', ttlSeconds: 9 } }),
      id: expect.stringMatching(/^2026-01-01T00:00:01\.500Z_[0-9a-f]{12}$/),
      durationMs: 1_500,
    });
    expect(world.lines).toEqual([{ ...record, input: { ttlSeconds: 9 } }]);
    expect(world.failures).toEqual([]);
  });

  it.each<[string, AuditStore['append'], RegExp]>([
    ['is down', async () => Promise.reject(new Error('away')), /away/],
    ['does not answer', () => new Promise(() => undefined), /no answer within 100 ms/],
  ])('leaves its line when the store %s, and fails nothing', async (_, append, why) => {
    const { world, end } = given({ append });
    await end(300);
    expect(world.lines).toHaveLength(1);
    expect(world.failures).toEqual([expect.objectContaining({ message: expect.stringMatching(why) })]);
  });
});

import type { AuditRecord } from '#lib/domain/audit-record.ts';
import { claimOn, type HeldKey, type IdempotencyStore } from '#lib/idempotency/claim.ts';
import type { AuditStore } from '#lib/usecases/get-audit.ts';

/** Audit records in memory. */
export function fakeAuditStore(): AuditStore & { records: AuditRecord[] } {
  const records: AuditRecord[] = [];
  return {
    records,
    async append(record) {
      if (!records.some(({ id }) => id === record.id)) records.push(record);
    },
    async page({ limit, cursor }) {
      const rest = records
        .filter(({ id }) => cursor === undefined || id < cursor)
        .toSorted((a, b) => (a.id < b.id ? 1 : -1));
      const page = rest.slice(0, limit);
      return { records: page, next: rest.length > limit ? page.at(-1)?.id : undefined };
    },
  };
}

/** Idempotency keys in memory. */
export function fakeIdempotencyStore(keys = new Map<string, HeldKey>()): IdempotencyStore {
  return {
    async claim(request) {
      const claim = claimOn(keys.get(request.id), request);
      if (claim.kind === 'granted') keys.set(request.id, request);
      return claim;
    },
    async complete({ id, token, reply }) {
      const held = keys.get(id);
      if (held?.token === token) keys.set(id, { ...held, reply });
    },
    async release({ id, token }) {
      const held = keys.get(id);
      if (held?.token === token && held.reply === undefined) keys.delete(id);
    },
  };
}

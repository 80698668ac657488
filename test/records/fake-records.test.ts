import { describe, expect, it } from '@jest/globals';
import { claimOn, type HeldKey, type IdempotencyStore } from '#lib/idempotency/claim.ts';
import { auditStoreContract } from '../contract/audit-store.contract.ts';
import {
  grantedAtOnce,
  idempotencyStoreContract,
  lateWriterIsRefused,
} from '../contract/idempotency-store.contract.ts';
import { fakeAuditStore, fakeIdempotencyStore } from '../support/fake-records.ts';

auditStoreContract(async () => {
  const store = fakeAuditStore();
  return { open: () => store };
});
idempotencyStoreContract(async () => {
  const keys = new Map<string, HeldKey>();
  return { open: () => fakeIdempotencyStore(keys) };
});

describe('the contract catches', () => {
  it('a store that looks first and writes afterwards', async () => {
    const keys = new Map<string, HeldKey>();
    const racy: IdempotencyStore = {
      ...fakeIdempotencyStore(keys),
      async claim(request) {
        const claim = claimOn(keys.get(request.id), request);
        await Promise.resolve();
        if (claim.kind === 'granted') keys.set(request.id, request);
        return claim;
      },
    };
    expect(await grantedAtOnce([racy, racy])).toBe(2);
  });

  it('a store that does not ask whose reply it keeps', async () => {
    const keys = new Map<string, HeldKey>();
    const unfenced: IdempotencyStore = {
      ...fakeIdempotencyStore(keys),
      async complete({ id, reply }) {
        const held = keys.get(id);
        if (held) keys.set(id, { ...held, reply });
      },
    };
    expect(await lateWriterIsRefused(unfenced)).toBe(false);
  });
});

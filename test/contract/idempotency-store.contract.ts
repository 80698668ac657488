import { describe, expect, it } from '@jest/globals';
import type { ClaimRequest, IdempotencyStore } from '#lib/idempotency/claim.ts';

const NOW = Date.now();
const LEASE_MS = 30_000;
const KEPT_MS = 86_400_000;

/** A claim of the key `k` at `at` by an attempt. */
function claim(
  token: string,
  { at = NOW, ...overrides }: Partial<ClaimRequest> & { at?: number } = {},
): ClaimRequest {
  return {
    id: 'add-exchange#k',
    fingerprint: 'same',
    token,
    now: at,
    leaseUntil: at + LEASE_MS,
    expiresAt: at + KEPT_MS,
    ...overrides,
  };
}
const of = (token: string) => ({ id: 'add-exchange#k', token });

/** How many of several attempts that come at once are let through. */
export async function grantedAtOnce(stores: IdempotencyStore[]): Promise<number> {
  const claims = stores.map((store, n) => store.claim(claim(`attempt-${n}`)));
  return (await Promise.all(claims)).filter(({ kind }) => kind === 'granted').length;
}

/** Whether an attempt whose lease has ended can still put its reply, or free the key, over its successor. */
export async function lateWriterIsRefused(store: IdempotencyStore): Promise<boolean> {
  await store.claim(claim('frozen'));
  await store.claim(claim('successor', { at: NOW + LEASE_MS }));
  await store.complete({ ...of('frozen'), reply: '"late"' });
  await store.release(of('frozen'));
  return (await store.claim(claim('third', { at: NOW + LEASE_MS + 1 }))).kind === 'in-flight';
}

/** What every IdempotencyStore must do. `open` opens another instance on the store of the test that runs. */
export function idempotencyStoreContract(newStore: () => Promise<{ open: () => IdempotencyStore }>): void {
  describe('the idempotency store', () => {
    const given = async () => (await newStore()).open();

    it('gives a key to one attempt, and tells the others until when', async () => {
      const { open } = await newStore();
      expect(await open().claim(claim('a'))).toEqual({ kind: 'granted' });
      expect(await open().claim(claim('b', { at: NOW + LEASE_MS - 1 }))).toEqual({
        kind: 'in-flight',
        fingerprint: 'same',
        leaseUntil: NOW + LEASE_MS,
      });
    });

    it('gives it to exactly one of many that come at once', async () => {
      const { open } = await newStore();
      expect(await grantedAtOnce(Array.from({ length: 8 }, open))).toBe(1);
    });

    it('lets an attempt find itself, whose first answer got lost', async () => {
      const store = await given();
      await store.claim(claim('a'));
      expect(await store.claim(claim('a'))).toEqual({ kind: 'granted' });
    });

    it('has the same call take over from an attempt whose lease has ended, and no other call', async () => {
      const store = await given();
      await store.claim(claim('a'));
      const later = { at: NOW + LEASE_MS };
      expect(await store.claim(claim('b', { ...later, fingerprint: 'other' }))).toMatchObject({
        kind: 'in-flight',
        fingerprint: 'same',
      });
      expect(await store.claim(claim('c', later))).toEqual({ kind: 'granted' });
    });

    it('gives a kept reply to all who come later, until the key expires', async () => {
      const { open } = await newStore();
      await open().claim(claim('a'));
      const reply = JSON.stringify({ json: { text: '\u{1f4a5}'.repeat(60_000) } });
      await open().complete({ ...of('a'), reply });
      const last = { at: NOW + KEPT_MS - 1, fingerprint: 'other' };
      const { reply: kept, ...done } = (await open().claim(claim('b', last))) as { reply: string };
      expect(done).toEqual({ kind: 'done', fingerprint: 'same' });
      expect(kept === reply).toBe(true);
      expect(await open().claim(claim('c', { at: NOW + KEPT_MS }))).toEqual({ kind: 'granted' });
      expect(await open().claim(claim('d', { at: NOW + KEPT_MS }))).toMatchObject({ kind: 'in-flight' });
    });

    it('frees a key that is released, and none that has its reply', async () => {
      const store = await given();
      await store.claim(claim('a'));
      await store.release(of('a'));
      expect(await store.claim(claim('b', { fingerprint: 'other' }))).toEqual({ kind: 'granted' });
      await store.complete({ ...of('b'), reply: '1' });
      await store.release(of('b'));
      expect(await store.claim(claim('c'))).toMatchObject({ kind: 'done', reply: '1' });
    });

    it('refuses what an attempt writes after another has taken over', async () => {
      expect(await lateWriterIsRefused(await given())).toBe(true);
    });

    it('keeps keys apart', async () => {
      const store = await given();
      await store.claim(claim('a'));
      expect(await store.claim(claim('b', { id: 'refresh-exchanges#k' }))).toEqual({ kind: 'granted' });
    });
  });
}

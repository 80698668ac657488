import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '#lib/errors.ts';
import { claimOn, type HeldKey, type IdempotencyStore } from '#lib/idempotency/claim.ts';
import { idempotency } from '#lib/idempotency/idempotency.ts';
import { fakeIdempotencyStore } from '../support/fake-records.ts';
import { lambdaContext } from '../support/http-event.ts';

/**
 * Callers that repeat calls under two keys, in any order, with attempts that end as they will: they succeed, fail
 * before anything changed, lose their outcome, or freeze and come back late. What must hold is counted from outside.
 */
const LEASE_MS = 30_000;
const KEPT_MS = 24 * 3_600_000;

const step = fc.oneof(
  fc.record({
    do: fc.constant('call' as const),
    key: fc.constantFrom('k1', 'k2'),
    content: fc.constantFrom('a', 'b'),
  }),
  fc.record({
    do: fc.constant('end' as const),
    which: fc.nat(5),
    how: fc.constantFrom('success' as const, 'refusal' as const, 'unknown' as const),
  }),
  fc.record({
    do: fc.constant('pass' as const),
    ms: fc.constantFrom(1, 10_000, LEASE_MS, KEPT_MS / 2, KEPT_MS),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Attempt {
  key: string;
  content: string;
  startedAt: number;
  end: (how: 'success' | 'refusal' | 'unknown') => void;
}

/** Carries out the steps; gives what went wrong. */
async function violations(steps: Step[], makeStore: (keys: Map<string, HeldKey>) => IdempotencyStore) {
  let now = 1_000_000;
  const once = idempotency({
    store: makeStore(new Map()),
    now: () => now,
    onUnkept: (cause) => {
      throw cause;
    },
  });
  const invocation = {
    action: 'add-exchange',
    timeoutMs: LEASE_MS - 3_000,
    context: lambdaContext(),
  } as const;
  const found: string[] = [];
  const attempts: Attempt[] = [];
  /** When a key was last claimed, by whom, and whether a call under it was answered. */
  const uses = new Map<string, { by: Attempt; isAnswered: boolean }>();
  const isAlive = (at: number, ms: number) => now < at + ms;

  for (const one of steps) {
    if (one.do === 'pass') now += one.ms;
    if (one.do === 'end') {
      const [attempt] = attempts.splice(one.which % Math.max(1, attempts.length), 1);
      const use = attempt && uses.get(attempt.key);
      // who was overtaken has no say any more
      if (attempt && use?.by === attempt) {
        if (one.how === 'success') use.isAnswered = true;
        if (one.how === 'refusal') uses.delete(attempt.key);
      }
      attempt?.end(one.how);
    }
    if (one.do === 'call') {
      const { promise, resolve, reject } = Promise.withResolvers<{ json: unknown }>();
      let isCarriedOut = false;
      void once({ invocation, key: one.key, content: one.content }, () => {
        isCarriedOut = true;
        return promise;
      }).catch(() => undefined);
      await settled();
      if (!isCarriedOut) continue;
      const use = uses.get(one.key);
      if (use && isAlive(use.by.startedAt, KEPT_MS)) {
        if (use.by.content !== one.content) found.push('a key carried out two different calls');
        if (use.isAnswered) found.push('a call had a second effect');
        else if (isAlive(use.by.startedAt, LEASE_MS)) found.push('two attempts at once');
      }
      const attempt: Attempt = {
        key: one.key,
        content: one.content,
        startedAt: now,
        end: (how) => {
          if (how === 'success') resolve({ json: {} });
          else reject(new AppError(how === 'refusal' ? 'VALIDATION_FAILED' : 'OUTCOME_UNKNOWN', 'x'));
        },
      };
      uses.set(one.key, { by: attempt, isAnswered: false });
      attempts.push(attempt);
    }
    await settled();
  }
  return found;
}

/** Lets everything run that does not wait for a test's step. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const sequences = fc.array(step, { minLength: 2, maxLength: 25 });

describe('idempotency keys, whatever callers and attempts do', () => {
  it('carry out one call at a time, one call each, and no call again that was answered', async () => {
    await fc.assert(
      fc.asyncProperty(sequences, async (steps) => {
        expect(await violations(steps, fakeIdempotencyStore)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it.each<[string, (keys: Map<string, HeldKey>) => IdempotencyStore]>([
    [
      'takes over without looking whose call it was',
      (keys) => ({
        ...fakeIdempotencyStore(keys),
        async claim(request) {
          const held = keys.get(request.id);
          const blind = held && { ...held, fingerprint: request.fingerprint };
          const claim = claimOn(held?.reply === undefined ? blind : held, request);
          if (claim.kind === 'granted') keys.set(request.id, request);
          return claim;
        },
      }),
    ],
    [
      'lets a late attempt free a key that is no longer its own',
      (keys) => ({
        ...fakeIdempotencyStore(keys),
        async release({ id }) {
          keys.delete(id);
        },
      }),
    ],
    [
      'forgets a reply when the lease has ended',
      (keys) => ({
        ...fakeIdempotencyStore(keys),
        async claim(request) {
          const held = keys.get(request.id);
          const claim = claimOn(held && held.leaseUntil <= request.now ? undefined : held, request);
          if (claim.kind === 'granted') keys.set(request.id, request);
          return claim;
        },
      }),
    ],
  ])('control: a store that %s is caught', async (_, broken) => {
    const run = await fc.check(
      fc.asyncProperty(sequences, async (steps) => (await violations(steps, broken)).length === 0),
      { numRuns: 3_000 },
    );
    expect(run.failed).toBe(true);
  });
});

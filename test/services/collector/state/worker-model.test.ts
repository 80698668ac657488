import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deriveState } from '#services/collector/state/derive-state.ts';
import type { RecordedError, WorkerFacts } from '#services/collector/state/worker-facts.ts';

const STALE_AFTER_MS = 3_000;
const BEGAN = 1_000_000;
const BLOCKED: RecordedError = { code: 'GEO_BLOCKED', class: 'blocked', message: 'no', retryable: false };
const TIMEOUT: RecordedError = { code: 'TIMEOUT', class: 'network', message: 'no', retryable: true };

/** What may happen to a worker, and what is then recorded of it. */
const EVENTS = {
  starts: (_: WorkerFacts, now: number) => ({ startedAt: now, admitted: true, nodeAlive: true }),
  succeeds: ({ healthySince }: WorkerFacts, now: number) => ({
    lastSuccessAt: now,
    healthySince: healthySince ?? now,
    consecutiveErrors: 0,
    failingSince: null,
    quarantinedAt: null,
  }),
  fails: (facts: WorkerFacts, now: number) => failed(facts, now, TIMEOUT),
  isBlocked: (facts: WorkerFacts, now: number) => failed(facts, now, BLOCKED),
  isQuarantined: (facts: WorkerFacts, now: number) => ({
    ...failed(facts, now, BLOCKED),
    quarantinedAt: now,
  }),
  losesItsNode: () => ({ nodeAlive: false }),
  isTakenOver: (_: WorkerFacts, now: number) => ({ nodeAlive: true, startedAt: now }),
  isRestarted: (_: WorkerFacts, now: number) => ({
    startedAt: now,
    restartedAt: now,
    restartReason: 'asked to',
    consecutiveErrors: 0,
    quarantinedAt: null,
  }),
  takesItsTurn: () => ({ turnHeld: true }),
  givesItsTurnBack: () => ({ turnHeld: false }),
  isBlacklisted: (_: WorkerFacts, now: number) => ({ desired: 'blacklisted' as const, desiredSince: now }),
  isPaused: (_: WorkerFacts, now: number) => ({ desired: 'paused' as const, desiredSince: now }),
  isShutOut: () => ({ admitted: false }),
  isWanted: (_: WorkerFacts, now: number) => ({
    desired: 'running' as const,
    desiredSince: now,
    admitted: true,
  }),
} satisfies Record<string, (facts: WorkerFacts, now: number) => Partial<WorkerFacts>>;

const failed = ({ failingSince, consecutiveErrors }: WorkerFacts, now: number, lastError: RecordedError) => ({
  lastFailureAt: now,
  failingSince: failingSince ?? now,
  healthySince: null,
  consecutiveErrors: consecutiveErrors + 1,
  lastError,
});

const NEW: WorkerFacts = {
  desired: 'running',
  desiredSince: BEGAN,
  admitted: false,
  turnHeld: false,
  nodeAlive: null,
  startedAt: null,
  restartedAt: null,
  restartReason: null,
  lastSuccessAt: null,
  lastFailureAt: null,
  failingSince: null,
  bannedUntil: null,
  quarantinedAt: null,
  healthySince: null,
  consecutiveErrors: 0,
  lastError: null,
  omission: null,
  staleAfterMs: STALE_AFTER_MS,
};

interface Step {
  afterMs: number;
  event: keyof typeof EVENTS;
}

const life: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 0, max: 2 * STALE_AFTER_MS }),
    event: fc.constantFrom(...(Object.keys(EVENTS) as (keyof typeof EVENTS)[])),
  }),
  { minLength: 1, maxLength: 30 },
);

/** Looks at a worker after each thing that happens to it, and `thenMs` after the last. */
function lived(derive: typeof deriveState, steps: Step[], thenMs: number) {
  let facts = NEW;
  let now = BEGAN;
  const look = () => ({ facts, now, ...derive(facts, now) });
  const seen = steps.map(({ afterMs, event }) => {
    now += afterMs;
    facts = { ...facts, ...EVENTS[event](facts, now) };
    return look();
  });
  now += thenMs;
  return [...seen, look()];
}

function holds(derive: typeof deriveState): void {
  fc.assert(
    fc.property(life, fc.integer({ min: 0, max: 3 * STALE_AFTER_MS }), (events, thenMs) => {
      for (const { facts, now, state, reason, since } of lived(derive, events, thenMs)) {
        const dataAgeMs = now - (facts.lastSuccessAt ?? 0);
        if (state === 'running' || state === 'degraded')
          expect(dataAgeMs).toBeLessThanOrEqual(STALE_AFTER_MS);
        if (state === 'running')
          expect([facts.consecutiveErrors, facts.nodeAlive === false]).toEqual([0, false]);
        if (state === 'starting' || state === 'restarting') {
          expect(now - Math.max(facts.startedAt ?? 0, facts.desiredSince)).toBeLessThanOrEqual(
            STALE_AFTER_MS,
          );
        }
        if (facts.desired !== 'running') {
          expect(state).toBe(facts.admitted || facts.turnHeld ? 'stopping' : facts.desired);
        } else if (facts.quarantinedAt !== null) expect(state).toBe('quarantined');
        expect(reason.code).not.toBe('');
        expect(since).toBeLessThanOrEqual(now);
      }
    }),
    { numRuns: 500 },
  );
}

describe("a worker's state, whatever has happened to it", () => {
  it('never calls old data fresh, and tells what the registry wants', () => holds(deriveState));

  it('control: a state that is kept as of the last success would be seen', () => {
    const kept: typeof deriveState = (facts, now) => deriveState(facts, facts.lastSuccessAt ?? now);
    expect(() => holds(kept)).toThrow();
  });
});

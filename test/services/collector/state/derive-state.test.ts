import { describe, expect, it } from '@jest/globals';
import { deriveState } from '#services/collector/state/derive-state.ts';
import type { RecordedError, WorkerFacts } from '#services/collector/state/worker-facts.ts';

const NOW = 1_000_000;
const STALE_AFTER = 3_000;
const timeout: RecordedError = { code: 'TIMEOUT', class: 'network', message: 'no answer', retryable: true };
const blocked: RecordedError = {
  code: 'GEO_BLOCKED',
  class: 'blocked',
  message: 'not here',
  retryable: false,
};

function healthy(changes: Partial<WorkerFacts> = {}): WorkerFacts {
  return {
    desired: 'running',
    desiredSince: NOW - 60_000,
    admitted: true,
    turnHeld: false,
    nodeAlive: true,
    startedAt: NOW - 60_000,
    restartedAt: null,
    restartReason: null,
    lastSuccessAt: NOW - 500,
    lastFailureAt: null,
    failingSince: null,
    bannedUntil: null,
    quarantinedAt: null,
    healthySince: NOW - 59_000,
    consecutiveErrors: 0,
    lastError: null,
    omission: null,
    staleAfterMs: STALE_AFTER,
    ...changes,
  };
}
const failing = (error: RecordedError): Partial<WorkerFacts> => ({
  consecutiveErrors: 2,
  lastError: error,
  failingSince: NOW - 1_500,
  lastFailureAt: NOW - 400,
});
const fresh = { startedAt: NOW - 1_000, desiredSince: NOW - 1_000, lastSuccessAt: null, healthySince: null };
const old = { lastSuccessAt: NOW - STALE_AFTER - 1 };

const TABLE: [string, Partial<WorkerFacts>, string, string, number][] = [
  ['healthy', {}, 'running', 'DELIVERING', NOW - 59_000],
  [
    'data exactly as old as allowed',
    { lastSuccessAt: NOW - STALE_AFTER },
    'running',
    'DELIVERING',
    NOW - 59_000,
  ],
  ['one millisecond too old', old, 'stale', 'NO_DATA', NOW - 1],
  ['too old, retryable errors', { ...old, ...failing(timeout) }, 'stale', 'TIMEOUT', NOW - 1],
  [
    'too old, an error that repeating does not cure',
    { ...old, ...failing(blocked) },
    'failed',
    'GEO_BLOCKED',
    NOW - 1,
  ],
  ['fresh data, last attempt failed', failing(timeout), 'degraded', 'TIMEOUT', NOW - 1_500],
  ['fresh data, last attempt blocked', failing(blocked), 'degraded', 'GEO_BLOCKED', NOW - 1_500],
  ['fresh data of a dead node', { nodeAlive: false }, 'degraded', 'NODE_LOST', NOW - 500],
  ['old data of a dead node', { ...old, nodeAlive: false }, 'stale', 'NO_DATA', NOW - 1],
  [
    'a book is missing',
    { omission: { since: NOW - 2_000, code: 'BAD_RESPONSE', message: 'no book' } },
    'degraded',
    'BAD_RESPONSE',
    NOW - 2_000,
  ],
  ['just started', fresh, 'starting', 'STARTED', NOW - 1_000],
  [
    'just started, first attempt failed',
    { ...fresh, ...failing(timeout) },
    'starting',
    'STARTED',
    NOW - 1_000,
  ],
  [
    'started long ago, nothing ever came',
    { lastSuccessAt: null, healthySince: null },
    'failed',
    'NO_ATTEMPT_ENDED',
    NOW - 57_000,
  ],
  [
    'started long ago, its first attempt is slow',
    { lastSuccessAt: null, healthySince: null, turnHeld: true },
    'failed',
    'FIRST_ATTEMPT',
    NOW - 57_000,
  ],
  [
    'started long ago, every attempt failed',
    { lastSuccessAt: null, ...failing(timeout) },
    'failed',
    'TIMEOUT',
    NOW - 57_000,
  ],
  [
    'restarted, old data still fresh',
    { startedAt: NOW - 200, restartedAt: NOW - 200 },
    'restarting',
    'RESTARTED',
    NOW - 200,
  ],
  [
    'restarted and delivering',
    { startedAt: NOW - 900, restartedAt: NOW - 900, healthySince: NOW - 500 },
    'running',
    'DELIVERING',
    NOW - 500,
  ],
  [
    'restarted, nothing since',
    { startedAt: NOW - 3_001, restartedAt: NOW - 3_001, lastSuccessAt: NOW - 3_100 },
    'stale',
    'NO_DATA',
    NOW - 100,
  ],
  [
    'started anew by a takeover after an older restart',
    { startedAt: NOW - 200, restartedAt: NOW - 50_000 },
    'starting',
    'STARTED',
    NOW - 200,
  ],
  [
    'failed more often than its budget allows',
    { ...old, ...failing(timeout), quarantinedAt: NOW - 800 },
    'quarantined',
    'TIMEOUT',
    NOW - 800,
  ],
  [
    'restarted while the exchange wants to be left alone',
    { ...old, bannedUntil: NOW + 9 },
    'stale',
    'RATE_LIMITED',
    NOW - 1,
  ],
  ['un-blacklisted a moment ago', { ...old, desiredSince: NOW - 100 }, 'starting', 'STARTED', NOW - 100],
  [
    'nothing recorded, known for long',
    { ...fresh, startedAt: null, desiredSince: NOW - 9_000, admitted: false },
    'failed',
    'NO_ATTEMPT_ENDED',
    NOW - 6_000,
  ],
  [
    'nothing recorded, known for a moment',
    { ...fresh, startedAt: null, admitted: false },
    'starting',
    'STARTED',
    NOW - 1_000,
  ],
];

describe('deriveState of a worker that is to run', () => {
  it.each(TABLE)('%s', (_, changes, state, code, since) => {
    const derived = deriveState(healthy(changes), NOW);
    expect({ ...derived, reason: derived.reason.code }).toEqual({ state, reason: code, since });
  });

  it('holds over all combinations: running only with fresh data of a live node and nothing wrong', () => {
    let combinations = 0;
    for (const lastSuccessAt of [null, NOW - 100, NOW - STALE_AFTER, NOW - STALE_AFTER - 1])
      for (const startedAt of [null, NOW - 50, NOW - STALE_AFTER - 1, NOW - 60_000])
        for (const desiredSince of [NOW - 50, NOW - 60_000])
          for (const error of [null, timeout, blocked])
            for (const nodeAlive of [true, false, null])
              for (const omission of [null, { since: NOW - 9, code: 'TIMEOUT', message: '' }])
                for (const admitted of [true, false])
                  for (const turnHeld of [true, false])
                    for (const quarantinedAt of [null, NOW - 70]) {
                      combinations++;
                      const facts = healthy({
                        lastSuccessAt,
                        startedAt,
                        desiredSince,
                        nodeAlive,
                        omission,
                        admitted,
                        turnHeld,
                        quarantinedAt,
                        ...(error ? failing(error) : {}),
                      });
                      const { state, since } = deriveState(facts, NOW);
                      const origin = Math.max(startedAt ?? 0, desiredSince);
                      const isFresh = lastSuccessAt !== null && NOW - lastSuccessAt <= STALE_AFTER;
                      const sound = !error && nodeAlive !== false && !omission;
                      expect(since).toBeLessThanOrEqual(NOW);
                      expect(state === 'quarantined').toBe(quarantinedAt !== null);
                      if (quarantinedAt !== null) continue;
                      if (state === 'running') expect([isFresh, sound]).toEqual([true, true]);
                      if (isFresh && sound && (lastSuccessAt ?? 0) >= origin) expect(state).toBe('running');
                      // whatever is recorded, past the grace old data is never called anything better
                      if (!isFresh && NOW - origin > STALE_AFTER)
                        expect(['stale', 'failed']).toContain(state);
                      if (state === 'degraded') expect([isFresh, sound]).toEqual([true, false]);
                    }
    expect(combinations).toBe(4 * 4 * 2 * 3 * 3 * 2 * 2 * 2 * 2);
  });
});

describe('deriveState of a worker that is not to run', () => {
  it.each(['blacklisted', 'paused', 'stopped'] as const)('%s once its attempt is over', (desired) => {
    for (const lastSuccessAt of [null, NOW - 100, NOW - 10_000]) {
      for (const [admitted, turnHeld] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ] as const) {
        const facts = healthy({ desired, lastSuccessAt, admitted, turnHeld, desiredSince: NOW - 7 });
        const { state, since } = deriveState(facts, NOW);
        expect(state).toBe(admitted || turnHeld ? 'stopping' : desired);
        expect(since).toBe(NOW - 7);
      }
    }
  });
});

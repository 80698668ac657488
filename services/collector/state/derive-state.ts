import type { WorkerState } from '#lib/domain/worker.ts';
import type { WorkerFacts } from './worker-facts.ts';

export interface DerivedState {
  state: WorkerState;
  reason: { code: string; message: string };
  /** Milliseconds of Redis' clock. */
  since: number;
}

/**
 * The state of a worker at `now`, from what is recorded of it. The only source of states: nothing writes them.
 * docs/collector.md defines each.
 */
export function deriveState(facts: WorkerFacts, now: number): DerivedState {
  if (facts.desired !== 'running') return halted(facts, facts.desired);
  if (facts.quarantinedAt !== null) return quarantined(facts, facts.quarantinedAt);
  const origin = Math.max(facts.startedAt ?? 0, facts.desiredSince);
  const { lastSuccessAt, staleAfterMs } = facts;
  const delivered = lastSuccessAt !== null && lastSuccessAt >= origin;
  if (!delivered && now - origin <= staleAfterMs) return beginning(facts, origin);
  if (lastSuccessAt === null) return neverDelivered(facts, origin, now);
  if (now - lastSuccessAt > staleAfterMs) return outdated(facts, lastSuccessAt, now);
  return delivering(facts, lastSuccessAt);
}

function halted(facts: WorkerFacts, desired: 'paused' | 'stopped' | 'blacklisted'): DerivedState {
  const since = facts.desiredSince;
  if (facts.admitted || facts.turnHeld) {
    return {
      state: 'stopping',
      reason: { code: 'STOPPING', message: 'its last attempt is being ended' },
      since,
    };
  }
  return { state: desired, reason: { code: desired.toUpperCase(), message: HALTED[desired] }, since };
}

const HALTED = {
  paused: 'paused by an operator',
  stopped: 'the exchange is not configured any more',
  blacklisted: 'the exchange is blacklisted',
};

function quarantined(facts: WorkerFacts, since: number): DerivedState {
  const { code, message } = lastFailure(facts) ?? { code: 'QUARANTINED', message: 'its budget is spent' };
  const told = `${facts.consecutiveErrors} failures in a row, the last: ${message}; it is only probed now`;
  return { state: 'quarantined', reason: { code, message: told }, since };
}

function beginning(facts: WorkerFacts, origin: number): DerivedState {
  const again = facts.restartedAt !== null && facts.restartedAt >= origin;
  return again
    ? {
        state: 'restarting',
        reason: { code: 'RESTARTED', message: `no success yet since its restart: ${facts.restartReason}` },
        since: origin,
      }
    : {
        state: 'starting',
        reason: { code: 'STARTED', message: 'no success yet since its start' },
        since: origin,
      };
}

function neverDelivered(facts: WorkerFacts, origin: number, now: number): DerivedState {
  const reason =
    lastFailure(facts) ??
    ban(facts, now) ??
    (facts.turnHeld
      ? { code: 'FIRST_ATTEMPT', message: 'its first attempt is still under way' }
      : { code: 'NO_ATTEMPT_ENDED', message: 'it was started, and no attempt has ended since' });
  return { state: 'failed', reason, since: origin + facts.staleAfterMs };
}

function outdated(facts: WorkerFacts, lastSuccessAt: number, now: number): DerivedState {
  const since = lastSuccessAt + facts.staleAfterMs;
  const failure = lastFailure(facts);
  if (failure && facts.lastError?.retryable === false) {
    return { state: 'failed', reason: failure, since: Math.max(since, facts.failingSince ?? since) };
  }
  const age = `${Math.round((now - lastSuccessAt) / 1000)} s`;
  const reason = failure ??
    ban(facts, now) ?? { code: 'NO_DATA', message: `no attempt has ended for ${age}` };
  return { state: 'stale', reason, since };
}

function delivering(facts: WorkerFacts, lastSuccessAt: number): DerivedState {
  const failure = lastFailure(facts);
  if (failure) return { state: 'degraded', reason: failure, since: facts.failingSince ?? lastSuccessAt };
  if (facts.nodeAlive === false) {
    const reason = { code: 'NODE_LOST', message: 'the node that polled it gives no sign of life' };
    return { state: 'degraded', reason, since: lastSuccessAt };
  }
  if (facts.omission) {
    const { since, ...reason } = facts.omission;
    return { state: 'degraded', reason, since };
  }
  return {
    state: 'running',
    reason: { code: 'DELIVERING', message: 'its data is fresh and its last attempt succeeded' },
    since: facts.healthySince ?? lastSuccessAt,
  };
}

/** A restart forgets failures, but not for how long the exchange wants to be left alone. */
function ban({ bannedUntil }: WorkerFacts, now: number) {
  if (bannedUntil === null || bannedUntil <= now) return undefined;
  const until = new Date(bannedUntil).toISOString();
  return { code: 'RATE_LIMITED', message: `the exchange wants to be left alone until ${until}` };
}

function lastFailure(facts: WorkerFacts): { code: string; message: string } | undefined {
  if (facts.consecutiveErrors === 0 || !facts.lastError) return undefined;
  return { code: facts.lastError.code, message: facts.lastError.message };
}

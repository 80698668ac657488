import type { DesiredState, WorkerReport } from '#lib/domain/worker.ts';

/** An error as the report shows it, but for its instant. */
export type RecordedError = Omit<NonNullable<WorkerReport['lastError']>, 'at'>;

/**
 * What is recorded of one worker. Instants are milliseconds of Redis' clock, `null` where it did not happen;
 * none of them is a state.
 */
export interface WorkerFacts {
  desired: DesiredState;
  /** Since when it is to be so, as far as known. */
  desiredSince: number;
  /** Whether its gate lets attempts begin. */
  admitted: boolean;
  /** Whether an attempt holds the turn now. */
  turnHeld: boolean;
  /** Whether the node that polled last still gives signs of life; `null` when none has polled. */
  nodeAlive: boolean | null;

  /** Start of this generation. */
  startedAt: number | null;
  restartedAt: number | null;
  restartReason: string | null;
  lastSuccessAt: number | null;
  lastFailureAt: number | null;
  /** First failure since the last success. */
  failingSince: number | null;
  /** Until when the exchange wants to be left alone. */
  bannedUntil: number | null;
  /** Since when its failures are more than the budget, and it is only probed. */
  quarantinedAt: number | null;
  /** First success after a start, a failure, an omission or a gap. */
  healthySince: number | null;
  consecutiveErrors: number;
  lastError: RecordedError | null;
  /** What the last success lacked (order books that could not be had). */
  omission: { since: number; code: string; message: string } | null;

  staleAfterMs: number;
}

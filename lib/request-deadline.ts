/** One request's overall time limit, from which each step takes its share. */
export interface Deadline {
  /** Aborts when the request's time is up. */
  readonly signal: AbortSignal;
  /** Milliseconds left, never negative. */
  remainingMs(): number;
  /** A signal for one step: its own limit, or the request's end if that comes first. */
  step(limitMs: number): AbortSignal;
}

export function startDeadline(limitMs: number, now: () => number = Date.now): Deadline {
  const endsAt = now() + limitMs;
  const signal = AbortSignal.timeout(limitMs);
  return {
    signal,
    remainingMs: () => Math.max(0, endsAt - now()),
    step: (stepMs) => AbortSignal.any([signal, AbortSignal.timeout(Math.max(0, Math.round(stepMs)))]),
  };
}

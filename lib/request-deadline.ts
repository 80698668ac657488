/** One request's overall time limit, from which each step takes its share. */
export interface Deadline {
  /** Aborts when the request's time is up. */
  readonly signal: AbortSignal;
  /** Milliseconds left, never negative. */
  remainingMs(): number;
  /** A signal for one step: its own limit, or the request's end if that comes first. */
  step(limitMs: number): AbortSignal;
}

/** Its signal is made when it is first asked for: a cache hit never asks, and one costs as much as reading the event. */
export function startDeadline(limitMs: number, now: () => number = Date.now): Deadline {
  const endsAt = now() + limitMs;
  let signal: AbortSignal | undefined;
  const deadline: Deadline = {
    get signal() {
      signal ??= after(deadline.remainingMs());
      return signal;
    },
    remainingMs: () => Math.max(0, endsAt - now()),
    step: (stepMs) => AbortSignal.any([deadline.signal, after(stepMs)]),
  };
  return deadline;
}

function after(ms: number): AbortSignal {
  return AbortSignal.timeout(Math.max(0, Math.round(ms)));
}

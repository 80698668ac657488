import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';

/** Opens after so many failures in a row, for so many milliseconds. */
export interface BreakerLimits {
  failures: number;
  openMs: number;
}

/** Runs a call to a dependency, or rejects at once with cockatiel's BrokenCircuitError while it is known to be away. */
export type Guard = <T>(call: () => Promise<T>) => Promise<T>;

/**
 * After its time one call is let through as a probe, and its outcome closes or reopens the breaker. What comes
 * meanwhile does not wait for that: it is refused or, where a probe may take long, let through. `isFailure`: an answer
 * that is no good is an answer still.
 */
export function breaker(
  { failures, openMs }: BreakerLimits,
  whileProbing: 'refuse' | 'pass',
  isFailure: (error: unknown) => boolean = () => true,
): Guard {
  const policy = circuitBreaker(handleWhen(isFailure), {
    halfOpenAfter: openMs,
    breaker: new ConsecutiveBreaker(failures),
  });
  return async (call) => {
    if (policy.state !== CircuitState.HalfOpen) return policy.execute(call);
    if (whileProbing === 'pass') return call();
    throw new BrokenCircuitError('it is being probed');
  };
}

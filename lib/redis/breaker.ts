import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel';

/** Runs a call to Redis, or rejects at once while Redis is known to be away. */
export type RedisGuard = <T>(call: () => Promise<T>) => Promise<T>;

/** Opens after 3 failures in a row, for 5 s; then one call is let through, and its outcome closes or reopens it. */
export function redisBreaker(): RedisGuard {
  const policy = circuitBreaker(handleAll, {
    halfOpenAfter: 5_000,
    breaker: new ConsecutiveBreaker(3),
  });
  return async (call) => {
    // cockatiel lets the others wait for the probe's outcome; going without Redis is quicker.
    if (policy.state === CircuitState.HalfOpen) throw new BrokenCircuitError('Redis is being probed');
    return policy.execute(call);
  };
}

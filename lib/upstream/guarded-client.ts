import { BrokenCircuitError } from 'cockatiel';
import { breaker } from '../breaker.ts';
import { RESILIENCE } from '../resilience.ts';
import type { HttpClient } from './http-client.ts';
import { UpstreamFault } from './upstream-fault.ts';

/**
 * A client that does not ask a service which has not answered several times in a row: for a while its calls fail at
 * once as `unreachable`, for nothing was sent. Any answer, even an unreadable one, is a sign of life.
 */
export function guardedClient(send: HttpClient): HttpClient {
  const guard = breaker(RESILIENCE.services.breaker, 'pass', isSilence);
  return (request) =>
    guard(() => send(request)).catch((error) => {
      if (!(error instanceof BrokenCircuitError)) throw error;
      throw new UpstreamFault('unreachable', 'not asked, for it has not answered for a while', error);
    });
}

const isSilence = (error: unknown) => error instanceof UpstreamFault && error.kind !== 'invalid';

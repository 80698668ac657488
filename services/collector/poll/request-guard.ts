import { setTimeout as pause } from 'node:timers/promises';
import type { Exchange } from 'ccxt';

/** What stands between one attempt and the network. */
export interface RequestGuard {
  /** Aborting it closes the sockets of the attempt's requests, a stalled body's included. */
  signal: AbortSignal;
  /** Called before each request is sent; throws when the attempt may send no more. */
  check(): void;
  /** Called before that: the milliseconds until a request of this weight may be sent. */
  reserve(weight: number): Promise<number>;
}

interface RequestParams {
  signal: AbortSignal;
}

/**
 * Puts every request of an exchange under the guard that is current when it is sent; without one it is refused.
 * ccxt itself knows no cancelling, and its queue of throttled requests outlives the attempt that made them: its
 * throttler is not used at all.
 */
export function guardRequests(exchange: Exchange): { use(guard: RequestGuard | undefined): void } {
  let current: RequestGuard | undefined;
  const required = () => {
    if (!current) throw new Error('the attempt that made this request is over');
    return current;
  };
  const guarded = exchange as Exchange & {
    undiciRequest(url: string, params: RequestParams): Promise<unknown>;
  };
  const native = guarded.undiciRequest.bind(exchange);
  guarded.undiciRequest = async (url, params) => {
    const guard = required();
    guard.check();
    return native(url, { ...params, signal: AbortSignal.any([params.signal, guard.signal]) });
  };
  guarded.throttle = async (weight = 1) => {
    const { signal, reserve } = required();
    const waitMs = await reserve(weight);
    if (waitMs > 0) await pause(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  };
  return {
    use(guard) {
      current = guard;
    },
  };
}

import type { Exchange } from 'ccxt';

/** What stands between one attempt and the network. */
export interface RequestGuard {
  /** Aborting it closes the sockets of the attempt's requests, a stalled body's included. */
  signal: AbortSignal;
  /** Called before each request is sent; throws when the attempt may send no more. */
  check(): void;
}

interface RequestParams {
  signal: AbortSignal;
}

/**
 * Puts every request of an exchange under the guard that is current when it is sent; without one it is refused.
 * ccxt itself knows no cancelling: its queue of throttled requests outlives the attempt that made them.
 */
export function guardRequests(exchange: Exchange): { use(guard: RequestGuard | undefined): void } {
  let current: RequestGuard | undefined;
  const guarded = exchange as Exchange & {
    undiciRequest(url: string, params: RequestParams): Promise<unknown>;
  };
  const native = guarded.undiciRequest.bind(exchange);
  guarded.undiciRequest = async (url, params) => {
    if (!current) throw new Error('the attempt that made this request is over');
    current.check();
    return native(url, { ...params, signal: AbortSignal.any([params.signal, current.signal]) });
  };
  return {
    use(guard) {
      current = guard;
    },
  };
}

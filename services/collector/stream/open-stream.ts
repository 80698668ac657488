import type { Exchange } from 'ccxt';
import { openExchange } from '#services/common/exchange/open-exchange.ts';
import type { ExchangePool } from '../poll/exchange-pool.ts';
import { guardRequests } from '../poll/request-guard.ts';

/** Gives an instance with websockets, its markets those of this incarnation of the worker. */
export type OpenStream = (id: string, incarnation: number) => Promise<Exchange>;

/** An instance with websockets besides the one that polls, whose markets it shares. It sends no requests itself. */
export function streamOpener(options: {
  pool: ExchangePool;
  proxyUrl: string | undefined;
  timeoutMs: number;
}): OpenStream {
  const { pool, proxyUrl, timeoutMs } = options;
  return async (id, incarnation) => {
    const exchange = await openExchange(id, { proxyUrl, timeoutMs, streaming: true });
    guardRequests(exchange);
    // with it ccxt sends subscriptions without awaiting what becomes of them: a socket that closes just then would end
    // the process by an unhandled rejection
    exchange.enableRateLimit = false;
    const polling = await pool.take(id, incarnation);
    polling.giveBack();
    return exchange.setMarketsFromExchange(polling.exchange);
  };
}

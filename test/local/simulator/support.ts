import type { Exchange } from 'ccxt';
import type { Fault } from '#local/simulator/faults/fault.ts';
import type { LogEntry } from '#local/simulator/traffic/request-log.ts';
import type { ExchangeStats } from '#local/simulator/traffic/stats.ts';
import { importExchange } from '#services/common/exchange/ccxt-module.ts';

/** The library as it comes; its rate limits are off, for a loopback server needs none. */
export async function ccxt(id: string, proxyUrl: string, config: object = {}): Promise<Exchange> {
  const Class = await importExchange(id);
  const exchange = new Class({ enableRateLimit: false, timeout: 5_000, ...config });
  exchange.proxyUrl = proxyUrl;
  return exchange;
}

/** What the answers of the control API hold, each some of it. */
interface ControlBody {
  message?: string;
  entries?: LogEntry[];
  next?: number;
  faults?: Record<string, Fault>;
  exchanges?: Record<string, ExchangeStats>;
}

/** The control API of a running simulator. */
export function control(base: string) {
  const call = async (method: string, path: string, body?: unknown) => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(base + path, init);
    return { status: response.status, body: (await response.json()) as ControlBody };
  };
  return {
    call,
    fault: (exchange: string, fault: Fault) => call('POST', `__faults/${exchange}`, fault),
    async log(query = '') {
      const { entries = [], next = Number.NaN } = (await call('GET', `__log${query}`)).body;
      return { entries, next };
    },
    async stats(exchange: string) {
      return (await call('GET', '__stats')).body.exchanges?.[exchange];
    },
  };
}

export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    // Node's own errors come from another realm than the test's, so `instanceof` says nothing.
    return error as Error;
  }
  throw new Error('expected a rejection');
}

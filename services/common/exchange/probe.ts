import type { Exchange } from 'ccxt';
import { can } from './capability.ts';
import { errors } from './ccxt-module.ts';
import { ensureMarkets } from './ensure-markets.ts';
import { BadResponseError, checkOrderBook } from './response-guards.ts';

/** The cheapest call by which an exchange shows that its public API answers. */
export interface Probe {
  method: string;
  /** Rejects when it does not answer, or not with what was asked for. */
  ask: (exchange: Exchange, signal: AbortSignal) => Promise<unknown>;
}

export function probeOf(exchange: Exchange): Probe {
  if (can(exchange, 'fetchTime')) return { method: 'fetchTime', ask: askTime };
  if (can(exchange, 'fetchStatus')) return { method: 'fetchStatus', ask: askStatus };
  if (can(exchange, 'fetchOrderBook')) return { method: 'fetchOrderBook', ask: askOrderBook };
  return {
    method: 'loadMarkets',
    ask: (target, signal) => ensureMarkets(target, signal, { reload: true }),
  };
}

async function askTime(exchange: Exchange): Promise<void> {
  const time: unknown = await exchange.fetchTime();
  if (typeof time !== 'number' || !(time > 0)) {
    throw new BadResponseError('the exchange answered without its time');
  }
}

async function askStatus(exchange: Exchange): Promise<void> {
  const { status } = (await exchange.fetchStatus()) ?? {};
  if (status === 'ok') return;
  if (status === 'maintenance') throw new errors.OnMaintenance('the exchange says it is in maintenance');
  if (status === 'shutdown' || status === 'error') {
    throw new errors.ExchangeNotAvailable(`the exchange says its status is ${status}`);
  }
  throw new BadResponseError('the exchange answered without a known status');
}

async function askOrderBook(exchange: Exchange, signal: AbortSignal): Promise<void> {
  const markets = Object.values(await ensureMarkets(exchange, signal));
  const market = markets.find(({ active, spot }) => spot && active !== false) ?? markets[0];
  checkOrderBook(await exchange.fetchOrderBook(market?.symbol ?? '', 5));
}

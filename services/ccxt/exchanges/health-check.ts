import type { Exchange } from 'ccxt';
import type { Check } from '#lib/domain/connectivity.ts';
import { can } from '#services/common/exchange/capability.ts';
import { errors } from '#services/common/exchange/ccxt-module.ts';
import { withDeadline } from '#services/common/exchange/deadline.ts';
import { ensureMarkets } from '#services/common/exchange/ensure-markets.ts';
import { classifyFailure } from '#services/common/exchange/failure.ts';
import { BadResponseError, checkOrderBook } from '#services/common/exchange/response-guards.ts';

export const HEALTH_DEADLINE_MS = 5_000;

/** Whether the exchange's public API really answers now, by the cheapest call that it has itself. */
export async function checkHealth(exchange: Exchange, parent: AbortSignal): Promise<Check> {
  const probe = probeOf(exchange);
  const startedAt = performance.now();
  const latencyMs = () => Math.round(performance.now() - startedAt);
  try {
    await withDeadline(HEALTH_DEADLINE_MS, (signal) => probe.ask(exchange, signal), parent);
    return { status: 'passed', latencyMs: latencyMs(), method: probe.method };
  } catch (error) {
    const { code, message } = classifyFailure(error);
    return { status: 'failed', latencyMs: latencyMs(), method: probe.method, code, message };
  }
}

interface Probe {
  method: string;
  ask: (exchange: Exchange, signal: AbortSignal) => Promise<unknown>;
}

function probeOf(exchange: Exchange): Probe {
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

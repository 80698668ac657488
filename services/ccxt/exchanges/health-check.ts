import type { Exchange } from 'ccxt';
import type { Check } from '#lib/domain/connectivity.ts';
import { withDeadline } from '#services/common/exchange/deadline.ts';
import { classifyFailure } from '#services/common/exchange/failure.ts';
import { probeOf } from '#services/common/exchange/probe.ts';

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

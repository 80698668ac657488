import type { Check, Connectivity } from '../domain/connectivity.ts';
import type { CcxtService } from '../ports.ts';
import type { Deadline } from '../request-deadline.ts';
import { BUDGET_MS } from '../resilience.ts';
import type { SettingsChange } from '../schemas/requests.ts';

/** What the CCXT service checks; the worker's check comes from the collector. */
export type UpstreamChecks = Omit<Connectivity, 'worker'>;

export function skipped(code: string, message: string): Check {
  return { status: 'skipped', latencyMs: 0, code, message };
}

/** The three checks, none of them made, and why. */
export function allSkipped(code: string, message: string): UpstreamChecks {
  const check = skipped(code, message);
  return { health: check, capability: check, rateLimit: check };
}

/** Has the CCXT service check an exchange as it would be polled with `settings`. */
export async function validate(
  ccxt: CcxtService,
  exchange: string,
  settings: SettingsChange,
  deadline: Deadline,
): Promise<UpstreamChecks> {
  const reply = await ccxt.validate(exchange, settings, { signal: deadline.step(BUDGET_MS.validate) });
  return reply ? reply.connectivity : unsupported();
}

export function unsupported(): UpstreamChecks {
  return allSkipped('UNSUPPORTED', 'This CCXT service cannot validate an exchange.');
}

/** The codes of what makes an exchange impossible to collect from. Its health is no such thing: it may come back. */
export function blockingFailures({ capability, rateLimit }: UpstreamChecks): string[] {
  return [capability, rateLimit]
    .filter((check) => check.status === 'failed')
    .map((check) => check.code ?? 'VALIDATION_FAILED');
}

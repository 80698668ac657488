import { AppError } from '#lib/errors.ts';
import type { CcxtService } from '#lib/ports.ts';
import type { RestartResult, Restarts } from './restarts.ts';

export type PauseResult = RestartResult | { kind: 'unknown' | 'not-active' | 'blacklisted' | 'unsupported' };

/** Pausing and resuming by way of the collector: the registry decides, and is then acted on at once. */
export interface Pauses {
  set(exchange: string, action: 'pause' | 'resume', reason: string): Promise<PauseResult>;
}

const DECIDED_WITHIN_MS = 2_000;
const BY = 'collector';

export function pauses(parts: {
  ccxtService: Pick<CcxtService, 'pause' | 'resume'>;
  restarts: Pick<Restarts, 'one'>;
}): Pauses {
  const { ccxtService, restarts } = parts;
  return {
    async set(exchange, action, reason) {
      const options = { by: BY, signal: AbortSignal.timeout(DECIDED_WITHIN_MS) };
      try {
        if (action === 'pause') await ccxtService.pause(exchange, { reason }, options);
        else await ccxtService.resume(exchange, options);
      } catch (cause) {
        const kind = cause instanceof AppError ? REFUSALS.get(cause.code) : undefined;
        return kind ? { kind } : { kind: 'registry-unavailable', cause };
      }
      return restarts.one(exchange, reason);
    },
  };
}

const REFUSALS = new Map<string, 'unknown' | 'not-active' | 'blacklisted' | 'unsupported'>([
  ['EXCHANGE_UNKNOWN', 'unknown'],
  ['EXCHANGE_NOT_ACTIVE', 'not-active'],
  ['EXCHANGE_BLACKLISTED', 'blacklisted'],
  ['PAUSE_UNSUPPORTED', 'unsupported'],
]);

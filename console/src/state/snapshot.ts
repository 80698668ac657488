import { ApiError } from '../../../client/src/errors.ts';
import type { Config } from '../../../client/src/types.ts';
import type { WorkerFacts } from '../domain/outcome.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { plane } from './plane.ts';

/**
 * Reads it now: an acknowledged change is never followed by an older answer. Without an exchange (empty) the registry
 * alone.
 */
export async function takeSnapshot(exchange: string): Promise<Snapshot> {
  const { data: config } = await plane.config();
  const registry = { version: config.version, active: config.activeExchanges };
  if (!exchange) return { ...registry, of: undefined };
  const hasWorker = [...config.activeExchanges, ...config.config.blacklistedExchanges].includes(exchange);
  const worker = hasWorker ? await workerNow(exchange) : undefined;
  return { ...registry, of: factsOf(config, exchange, worker) };
}

function factsOf(config: Config, exchange: string, worker: WorkerFacts | undefined): Snapshot['of'] {
  const isBlacklisted = config.config.blacklistedExchanges.includes(exchange);
  return {
    exchange,
    isActive: config.activeExchanges.includes(exchange),
    isPaused: config.config.pausedExchanges?.includes(exchange) ?? false,
    blacklist:
      config.blacklist?.find((entry) => entry.exchange === exchange) ??
      (isBlacklisted ? { exchange, at: '' } : undefined),
    settings: config.exchanges?.find(({ id }) => id === exchange)?.settings,
    worker,
  };
}

/** Without a worker, and without the collector, there is none to tell of. */
async function workerNow(exchange: string): Promise<WorkerFacts | undefined> {
  try {
    const { state, generation } = (await plane.worker(exchange)).data;
    return { state, generation };
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

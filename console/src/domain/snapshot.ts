import { ApiError } from '../api/api-error.ts';
import { readConfig, readWorker } from '../api/exchanges.ts';
import type { BlacklistEntry, Config, Settings, WorkerFacts } from '../api/types.ts';

/** What is true of the registry, and of one exchange in it, at one moment. */
export interface Snapshot {
  version: number | undefined;
  active: string[];
  of:
    | {
        exchange: string;
        isActive: boolean;
        isPaused: boolean;
        blacklist: BlacklistEntry | undefined;
        settings: Settings | undefined;
        worker: WorkerFacts | undefined;
      }
    | undefined;
}

/** Reads it now: an acknowledged change is never followed by an older answer. */
export async function takeSnapshot(exchange: string | undefined): Promise<Snapshot> {
  const { body: config } = await readConfig();
  const registry = { version: config.version, active: config.activeExchanges };
  if (exchange === undefined) return { ...registry, of: undefined };
  const hasWorker = [...config.activeExchanges, ...config.config.blacklistedExchanges].includes(exchange);
  const worker = hasWorker ? await workerNow(exchange) : undefined;
  return { ...registry, of: factsOf(config, exchange, worker) };
}

function factsOf(config: Config, exchange: string, worker: WorkerFacts | undefined): Snapshot['of'] {
  return {
    exchange,
    isActive: config.activeExchanges.includes(exchange),
    isPaused: config.config.pausedExchanges?.includes(exchange) ?? false,
    blacklist:
      config.blacklist?.find((entry) => entry.exchange === exchange) ??
      (config.config.blacklistedExchanges.includes(exchange) ? { exchange, at: '' } : undefined),
    settings: config.exchanges?.find(({ id }) => id === exchange)?.settings,
    worker,
  };
}

/** Without a worker, and without the collector, there is none to tell of. */
async function workerNow(exchange: string): Promise<WorkerFacts | undefined> {
  try {
    const { state, generation } = (await readWorker(exchange)).body;
    return { state, generation };
  } catch (error) {
    if (error instanceof ApiError && error.status !== 0) return undefined;
    throw error;
  }
}

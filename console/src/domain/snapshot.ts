import type { Config, ExchangeSettings } from '../../../client/src/types.ts';
import type { WorkerFacts } from './outcome.ts';

export type BlacklistEntry = NonNullable<Config['blacklist']>[number];

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
        settings: ExchangeSettings | undefined;
        worker: WorkerFacts | undefined;
      }
    | undefined;
}

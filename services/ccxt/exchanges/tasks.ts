import type { Check } from '#lib/domain/connectivity.ts';
import type { Credentials } from '#services/common/exchange/open-exchange.ts';
import type { ExchangeMetadata } from '../registry/store.ts';

/** What the main thread asks of the thread that owns all ccxt instances. */
export type Task =
  /** Ask the exchange whether it is there. */
  | { type: 'check'; exchange: string; credentials?: Credentials | undefined }
  /** The same, then take over the credentials and load its markets anew. */
  | { type: 'refresh'; exchange: string; credentials?: Credentials | undefined }
  /** Send it nothing more, and forget it. */
  | { type: 'drop'; exchange: string };

export interface Outcomes {
  check: { health: Check; limits: Limits };
  refresh: { health: Check; limits: Limits; metadata?: ExchangeMetadata };
  drop: null;
}

/** How the live instance keeps to its rate limit. */
export interface Limits {
  rateLimitMs: number;
  enableRateLimit: boolean;
}

export interface TaskMessage {
  seq: number;
  task: Task;
}

export type OutcomeMessage =
  | { seq: number; ok: true; outcome: Outcomes[Task['type']] }
  /** A defect, not an exchange's failure: those are outcomes. */
  | { seq: number; ok: false; message: string };

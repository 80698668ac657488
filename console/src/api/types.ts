import type { Check, Connectivity } from '#lib/domain/connectivity.ts';

/** What the console reads of GET config; unknown fields are left alone. */
export interface Config {
  config: { blacklistedExchanges: string[]; pausedExchanges?: string[] };
  activeExchanges: string[];
  /** All that ccxt knows. */
  availableExchanges: string[];
  exchanges?: ConfiguredExchange[];
  blacklist?: BlacklistEntry[];
  /** The registry's. */
  version?: number;
}

export interface ConfiguredExchange {
  id: string;
  name: string;
  /** ccxt's milliseconds between requests. */
  rateLimit: number;
  settings: Settings;
}

/** An operator's own, instead of the defaults. */
export interface Settings {
  pollIntervalMs?: number;
  symbols?: string[];
}

/** Instants are ISO 8601; without `expiresAt` it is for good. */
export interface BlacklistEntry {
  exchange: string;
  at: string;
  expiresAt?: string | null;
}

export interface WorkerFacts {
  state: string;
  generation: number;
}

/** The answer to a change, by the routes' own union: each sends its part of it. */
export interface Outcome {
  message?: string;
  changed?: boolean;
  dryRun?: boolean;
  version?: number;
  warnings?: string[];
  /** Of one exchange, or of a refresh by exchange. */
  connectivity?: Connectivity | Record<string, Connectivity>;
  worker?: WorkerFacts;
  workers?: Record<string, WorkerFacts>;
  failed?: string[];
  pending?: string[];
  /** Of the restart of several: how many, and what became of each. */
  selected?: number;
  results?: { exchange: string; outcome: string; code?: string; message?: string }[];
}

export type Checks = Partial<Record<keyof Connectivity, Check>>;

import type { Connectivity, RestartedWorker } from '../../../client/src/types.ts';

export interface WorkerFacts {
  state: string;
  generation: number;
}

/** What the answers to changes have in common: each route sends its part of it. */
export interface Outcome {
  message?: string;
  changed?: boolean;
  warnings?: string[];
  /** Of one exchange, or of a refresh by exchange. */
  connectivity?: Connectivity | Record<string, Connectivity>;
  worker?: WorkerFacts;
  workers?: Record<string, WorkerFacts>;
  failed?: string[] | undefined;
  pending?: string[] | undefined;
  /** Of the restart of several: how many, and what became of each. */
  selected?: number;
  results?: RestartedWorker[];
}

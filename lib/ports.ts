import type { WorkerDetail, WorkerReport } from './domain/worker.ts';
import type { ConfigReply, MutationReply, RefreshReply, ValidateReply } from './schemas/ccxt-service.ts';
import type { SettingsChange } from './schemas/requests.ts';

/** What every call to a service gets. */
export interface CallOptions {
  signal: AbortSignal;
}

/** A change in the registry, on whose behalf, and on top of which version of it. */
export interface ChangeOptions extends CallOptions {
  by: string;
  /** The registry version that the caller saw; refused with PRECONDITION_FAILED when it is not current. */
  ifMatch?: string | undefined;
}

/** The CCXT service, which owns the registry. Replies keep their unknown fields. Throws AppError. */
export interface CcxtService {
  config(options: CallOptions): Promise<ConfigReply>;
  /** `undefined` from a service of the older shape, which cannot validate. */
  validate(
    exchange: string,
    settings: SettingsChange,
    options: CallOptions,
  ): Promise<ValidateReply | undefined>;
  /** What was last found out of the same checks, asking nothing; `undefined` as for `validate`. */
  connectivity(exchange: string, options: CallOptions): Promise<ValidateReply | undefined>;
  add(exchange: string, settings: SettingsChange, options: ChangeOptions): Promise<MutationReply>;
  refresh(exchanges: string[] | undefined, options: ChangeOptions): Promise<RefreshReply>;
  blacklist(
    exchange: string,
    entry: { reason?: string | undefined; expiresAt?: string | undefined },
    options: ChangeOptions,
  ): Promise<MutationReply>;
  unblacklist(exchange: string, options: ChangeOptions): Promise<MutationReply>;
  /** Both throw PAUSE_UNSUPPORTED with a service of the older shape. */
  pause(
    exchange: string,
    entry: { reason?: string | undefined },
    options: ChangeOptions,
  ): Promise<MutationReply>;
  resume(exchange: string, options: ChangeOptions): Promise<MutationReply>;
}

/** What the collector says of one worker when told to restart it. */
export type RestartOutcome =
  | { kind: 'reconciled'; worker: WorkerReport }
  | { kind: 'unknown' | 'not-active' }
  | { kind: 'unavailable' | 'failed'; cause: unknown };

/** The collector. Its absence is a fact to report, not always an error: hence outcomes. */
export interface Collector {
  /** Throws AppError COLLECTOR_UNAVAILABLE. */
  workers(options: CallOptions): Promise<{ workers: WorkerReport[]; raw: unknown }>;
  /** `undefined` when there is no such worker; throws when the collector cannot say. */
  worker(exchange: string, options: CallOptions): Promise<WorkerReport | undefined>;
  /** One worker with its timeline. Throws AppError COLLECTOR_UNAVAILABLE. */
  detail(
    exchange: string,
    options: CallOptions,
  ): Promise<{ kind: 'found'; worker: WorkerDetail } | { kind: 'unknown' | 'not-active' }>;
  restart(exchange: string, reason: string, options: CallOptions): Promise<RestartOutcome>;
  /**
   * One after the other, all that are to run or those that are named. The workers as they were before, by exchange;
   * `undefined` when the collector could not be told.
   */
  restartAll(
    reason: string,
    options: CallOptions & { exchanges?: string[] },
  ): Promise<Record<string, { state: string; generation: number }> | undefined>;
}

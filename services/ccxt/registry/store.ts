import type { Check } from '#lib/domain/connectivity.ts';
import type { RegistryDocument } from './document.ts';

/** What the exchange itself last said of its metadata. */
export interface ExchangeMetadata {
  rateLimit: number;
  timeframes: string[];
  capabilities: Record<string, boolean | 'emulated'>;
  markets: number;
  /** Of the sorted market symbols. */
  symbolsDigest: string;
}

/** What was last found out about one exchange; no decision depends on it. */
export interface ExchangeResult {
  exchange: string;
  health: Check;
  checkedAt: string;
  /** Kept from the last refresh that worked. */
  metadata?: ExchangeMetadata;
  refreshedAt?: string;
}

/**
 * Where the registry is kept: one document with a version, changed only by compare-and-set, and beside it one
 * result per exchange, where the last writer wins. Reads are consistent: they see every acknowledged write,
 * whichever instance made it. Everything rejects with {@link RegistryUnavailableError} while the store is down.
 */
export interface RegistryStore {
  /** `undefined` before the registry is first made. */
  read(): Promise<{ version: number; document: RegistryDocument } | undefined>;
  /**
   * Replaces the document and raises its version by one, if that is `expectedVersion`; version 0 means that there
   * is none yet, and that the first one gets `firstVersion`. Durable once it answers `ok`.
   * @throws RegistryOutcomeUnknownError when it may or may not have been written
   */
  compareAndSet(
    expectedVersion: number,
    document: RegistryDocument,
    firstVersion?: number,
  ): Promise<'ok' | 'conflict'>;
  readResults(): Promise<ExchangeResult[]>;
  readResult(exchange: string): Promise<ExchangeResult | undefined>;
  /** Unlike the document a result may be lost with the machine; it is found out again. */
  writeResult(result: ExchangeResult): Promise<void>;
  deleteResult(exchange: string): Promise<void>;
  close(): Promise<void>;
}

/** The store cannot be used now; trying again later may help. */
export class RegistryUnavailableError extends Error {
  override readonly name = 'RegistryUnavailableError';
}

/** What is stored is not a registry: a person has to look. The message says what to do. */
export class RegistryUnreadableError extends Error {
  override readonly name = 'RegistryUnreadableError';
}

/** A write was sent and its answer did not come: the registry may have been changed, or may yet be. */
export class RegistryOutcomeUnknownError extends Error {
  override readonly name = 'RegistryOutcomeUnknownError';
}

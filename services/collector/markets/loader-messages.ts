import type { Failure } from '#services/common/exchange/failure.ts';

/** From the main thread to the one that loads markets. `load` names one loading, `request` one of its requests. */
export type ToLoader =
  | { type: 'load'; load: number; exchange: string; proxyUrl: string | undefined; timeoutMs: number }
  /** The request may be sent, but not later than `sendBefore`, milliseconds of the machine's monotonic clock. */
  | { type: 'admitted'; load: number; request: number; sendBefore: number }
  | { type: 'abort'; load: number };

export type FromLoader =
  /** Asks to be admitted with a request of this weight; without one: again, for the answer came too late. */
  | { type: 'admit'; load: number; request: number; weight: number | undefined }
  | { type: 'loaded'; load: number; packed: Uint8Array<ArrayBuffer> }
  | { type: 'failed'; load: number; failure: Failure };

/** The monotonic clock that all threads of a machine share; `performance.now()` has an origin in each. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}

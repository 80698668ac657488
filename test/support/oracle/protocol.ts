import type { CachedRead } from '#lib/usecases/read-cache.ts';

/** To a reader process; a second message of any kind ends it. */
export interface ReaderOrders {
  redisUrl: string;
  upstreamUrl: string;
  /** Concurrent reads for each variant. */
  loops: number;
  /** The longest pause between two reads of a loop. */
  pauseMs: number;
}

export interface ReaderReport {
  /** Index of the variant, when the read started, the version that it showed, how it came about. */
  reads: [variant: number, startUs: number, version: number, outcome: CachedRead['outcome']][];
  counts: Record<string, number>;
}

/** Microseconds on CLOCK_MONOTONIC, which all processes of a machine share. */
export function monotonicUs(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}

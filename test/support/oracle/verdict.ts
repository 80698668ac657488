import type { ReaderReport } from './protocol.ts';
import { VARIANTS, type Variant } from './variants.ts';

export interface VariantReport {
  reads: number;
  /** Reads that showed less than what was acknowledged when they started. */
  stale: number;
  acknowledged: number;
  outcomes: Record<string, number>;
}

/** Compares each read with what had been acknowledged when it started. */
export class Verdict {
  readonly #acks: Record<Variant, { atUs: number; version: number }[]> = {
    lease: [],
    naive: [],
    forgetful: [],
  };
  readonly #reports: Record<Variant, VariantReport> = { lease: blank(), naive: blank(), forgetful: blank() };
  readonly counts: Record<string, number> = {};

  acknowledge(variant: Variant, version: number, atUs: number): void {
    const acks = this.#acks[variant];
    // Of overlapping changes the newest counts, whichever is acknowledged last.
    acks.push({ atUs, version: Math.max(version, acks.at(-1)?.version ?? 0) });
    this.#reports[variant].acknowledged += 1;
  }

  add({ reads, counts }: ReaderReport): void {
    for (const [index, startUs, version, outcome] of reads) {
      const variant = VARIANTS[index];
      if (variant === undefined) throw new Error(`no variant ${index}`);
      const report = this.#reports[variant];
      report.reads += 1;
      report.outcomes[outcome] = (report.outcomes[outcome] ?? 0) + 1;
      if (version < this.#acknowledgedBefore(variant, startUs)) report.stale += 1;
    }
    for (const [name, times] of Object.entries(counts)) this.counts[name] = (this.counts[name] ?? 0) + times;
  }

  report(): Record<Variant, VariantReport> {
    return this.#reports;
  }

  /** Binary search: a long run has many. */
  #acknowledgedBefore(variant: Variant, startUs: number): number {
    const acks = this.#acks[variant];
    let low = 0;
    let high = acks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((acks[middle]?.atUs ?? Number.POSITIVE_INFINITY) < startUs) low = middle + 1;
      else high = middle;
    }
    return acks[low - 1]?.version ?? 0;
  }
}

function blank(): VariantReport {
  return { reads: 0, stale: 0, acknowledged: 0, outcomes: {} };
}

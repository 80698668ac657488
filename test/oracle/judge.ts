/** How one read came about and what it showed. Instants are milliseconds of one process's monotonic clock. */
export interface Read {
  startedAt: number;
  version: number;
  outcome: string;
}

/** How long a change with an invalidation warning may take to be healed. */
export const HEAL_MS = 3_000;

/** Compares each read with what had been acknowledged when it started. */
export class Judge {
  readonly #reads: Read[] = [];
  readonly #bounds: { from: number; version: number }[] = [];
  acknowledged = 0;
  /** Changes whose deletion was not confirmed. */
  warned = 0;

  read(read: Read): void {
    this.#reads.push(read);
  }

  /** From `at` on nobody may be shown less. */
  acknowledge(version: number, at: number): void {
    this.acknowledged += 1;
    this.#bounds.push({ from: at, version });
  }

  /** The durable path has HEAL_MS to make it so. */
  warn(version: number, at: number): void {
    this.warned += 1;
    this.#bounds.push({ from: at + HEAL_MS, version });
  }

  get reads(): number {
    return this.#reads.length;
  }

  outcomes(outcome: string): number {
    return this.#reads.filter((read) => read.outcome === outcome).length;
  }

  /** Reads that showed less than they had to. */
  stale(): (Read & { least: number })[] {
    const bounds = this.#bounds.toSorted((a, b) => a.from - b.from);
    const reads = this.#reads.toSorted((a, b) => a.startedAt - b.startedAt);
    let [least, next] = [0, 0];
    return reads.flatMap((read) => {
      for (; (bounds[next]?.from ?? Number.POSITIVE_INFINITY) <= read.startedAt; next++) {
        least = Math.max(least, bounds[next]?.version ?? 0);
      }
      return read.version < least ? [{ ...read, least }] : [];
    });
  }
}

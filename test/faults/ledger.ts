/** What the whole run must not have seen, whichever row saw it. Only what ships is judged. */
export class Ledger {
  /** Reads that showed less than what was acknowledged when they started. */
  readonly stale: string[];
  /** Responses of 5xx that their row does not name. */
  readonly unexpected: string[];
  readonly #acknowledged = new Map<string, number>();

  constructor(stale: string[] = [], unexpected: string[] = []) {
    this.stale = stale;
    this.unexpected = unexpected;
  }

  /** For another registry, whose acknowledged changes are its own; what must not be seen is the whole run's. */
  elsewhere(): Ledger {
    return new Ledger(this.stale, this.unexpected);
  }

  /** The blacklisting number `change` of an exchange was acknowledged. */
  acknowledge(exchange: string, change: number): void {
    this.#acknowledged.set(exchange, change);
  }

  /** Acknowledged exchanges whose entry in the registry is missing or of an earlier change. */
  lost(changeOf: (exchange: string) => number | undefined): string[] {
    return [...this.#acknowledged]
      .filter(([exchange, change]) => (changeOf(exchange) ?? -1) < change)
      .map(([exchange]) => exchange);
  }
}

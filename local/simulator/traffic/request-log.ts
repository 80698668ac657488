/** One proxied request. Instants are epoch milliseconds of the simulator's clock. */
export interface LogEntry {
  readonly seq: number;
  /** The exchange's id or its alias; `null` when the host is of no simulated exchange. */
  readonly exchange: string | null;
  readonly method: string;
  /** The URL at the real exchange. */
  readonly url: string;
  readonly startedAt: number;
  /** When the answer was out, or the client gone; `null` until then. */
  endedAt: number | null;
  /** `null` when nothing was answered. */
  status: number | null;
  /** The kind of fault that was applied. */
  fault: string | null;
}

/** The last `capacity` requests, oldest first; numbers go on counting over everything dropped or cleared. */
export function createRequestLog(capacity = 50_000) {
  const ring: LogEntry[] = [];
  let lastSeq = 0;
  /** The first number that may still be read. */
  let firstSeq = 1;

  return {
    begin(request: Pick<LogEntry, 'exchange' | 'method' | 'url' | 'startedAt' | 'fault'>): LogEntry {
      const entry: LogEntry = { seq: ++lastSeq, endedAt: null, status: null, ...request };
      ring[entry.seq % capacity] = entry;
      firstSeq = Math.max(firstSeq, lastSeq - capacity + 1);
      return entry;
    },

    /** Entries after number `since`, and the number to go on from. */
    read(since: number, exchange?: string): { entries: LogEntry[]; next: number } {
      const entries: LogEntry[] = [];
      for (let seq = Math.max(firstSeq, since + 1); seq <= lastSeq; seq++) {
        const entry = ring[seq % capacity];
        if (entry && (exchange === undefined || entry.exchange === exchange)) entries.push(entry);
      }
      return { entries, next: lastSeq };
    },

    clear(): void {
      ring.length = 0;
      firstSeq = lastSeq + 1;
    },
  };
}
export type RequestLog = ReturnType<typeof createRequestLog>;

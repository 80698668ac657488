/** The load on one exchange or alias. */
export interface ExchangeStats {
  /** Since the start, or since they were last cleared. */
  requests: number;
  /** Requests that are open at once: at the moment, and the most there were. */
  concurrent: { now: number; peak: number };
}

export function createStats() {
  const byExchange = new Map<string, ExchangeStats>();

  return {
    begin(exchange: string): void {
      const stats = byExchange.get(exchange) ?? { requests: 0, concurrent: { now: 0, peak: 0 } };
      byExchange.set(exchange, stats);
      stats.requests++;
      stats.concurrent.now++;
      stats.concurrent.peak = Math.max(stats.concurrent.peak, stats.concurrent.now);
    },

    end(exchange: string): void {
      const stats = byExchange.get(exchange);
      if (stats) stats.concurrent.now--;
    },

    /** Whether anything was ever asked of it. */
    has(exchange: string): boolean {
      return byExchange.has(exchange);
    },

    read(): Record<string, ExchangeStats> {
      return Object.fromEntries(byExchange);
    },

    /** Starts counting anew; requests that are still open stay counted as such. */
    clear(): void {
      for (const stats of byExchange.values()) {
        stats.requests = 0;
        stats.concurrent.peak = stats.concurrent.now;
      }
    },
  };
}
export type Stats = ReturnType<typeof createStats>;

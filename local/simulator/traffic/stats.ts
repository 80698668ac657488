/** The load on one exchange or alias. */
export interface ExchangeStats {
  /** Since the start, or since they were last cleared. */
  requests: number;
  /** Requests that are open at once: at the moment, and the most there were. */
  concurrent: { now: number; peak: number };
  /** Websockets open at once, and messages over them in both directions. */
  sockets: { now: number; peak: number; received: number; sent: number };
}

export function createStats() {
  const byExchange = new Map<string, ExchangeStats>();

  function statsOf(exchange: string): ExchangeStats {
    const known = byExchange.get(exchange);
    if (known) return known;
    const sockets = { now: 0, peak: 0, received: 0, sent: 0 };
    const stats = { requests: 0, concurrent: { now: 0, peak: 0 }, sockets };
    byExchange.set(exchange, stats);
    return stats;
  }

  return {
    begin(exchange: string): void {
      const stats = statsOf(exchange);
      stats.requests++;
      stats.concurrent.now++;
      stats.concurrent.peak = Math.max(stats.concurrent.peak, stats.concurrent.now);
    },

    end(exchange: string): void {
      const stats = byExchange.get(exchange);
      if (stats) stats.concurrent.now--;
    },

    /** Counts one websocket from now on; the returned functions count its messages and its end. */
    socket(exchange: string) {
      const { sockets } = statsOf(exchange);
      sockets.now++;
      sockets.peak = Math.max(sockets.peak, sockets.now);
      return {
        received: () => void sockets.received++,
        sent: () => void sockets.sent++,
        closed: () => void sockets.now--,
      };
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
        Object.assign(stats.sockets, { peak: stats.sockets.now, received: 0, sent: 0 });
      }
    },
  };
}
export type Stats = ReturnType<typeof createStats>;

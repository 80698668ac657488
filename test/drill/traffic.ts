import { mostAtOnce } from '../support/collector/simulated.ts';
import type { LoggedRequest } from '../support/simulator-client.ts';

/** Requests of a poll; those that load markets are sent side by side. */
const POLL = /ticker|book|depth/i;
const READ_EVERY_MS = 250;

/** What the simulator really saw of each exchange. */
export interface Traffic {
  /** The number of the latest request. */
  latest(): Promise<number>;
  /** The most poll requests of one exchange that were open at once since request `seq`, over all exchanges. */
  mostAtOnceSince(seq: number): Promise<number>;
  requestsSince(seq: number, exchange: string): Promise<LoggedRequest[]>;
  /** When the exchange last answered a poll rightly; epoch milliseconds. */
  servedAt(exchange: string): number | undefined;
  fault(exchange: string, fault: object): Promise<void>;
  heal(exchange: string): Promise<void>;
  stop(): void;
}

export function followTraffic(url: string): Traffic {
  const served = new Map<string, number>();
  let from = 0;
  let timer: NodeJS.Timeout;

  async function call(path: string, init?: RequestInit): Promise<{ entries: LoggedRequest[]; next: number }> {
    const response = await fetch(url + path, init);
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return (await response.json()) as { entries: LoggedRequest[]; next: number };
  }
  async function read(): Promise<void> {
    const { entries, next } = await call(`__log?since=${from}`);
    for (const { exchange, endedAt, status, fault, url: of } of entries) {
      if (exchange && endedAt !== null && status === 200 && !fault && POLL.test(of)) {
        served.set(exchange, Math.max(served.get(exchange) ?? 0, endedAt));
      }
    }
    // those that are still open are looked at again
    from = Math.max(next - 1_000, Math.min(next, ...entries.flatMap((e) => (e.endedAt ? [] : e.seq - 1))));
    timer = setTimeout(() => read().catch(() => undefined), READ_EVERY_MS);
  }
  void read();

  return {
    latest: async () => (await call('__log?since=999999999')).next,
    async mostAtOnceSince(seq) {
      const { entries } = await call(`__log?since=${seq}`);
      const polls = Map.groupBy(
        entries.filter(({ url: of }) => POLL.test(of)),
        ({ exchange }) => exchange,
      );
      return Math.max(0, ...[...polls.values()].map(mostAtOnce));
    },
    requestsSince: async (seq, exchange) => (await call(`__log?since=${seq}&exchange=${exchange}`)).entries,
    servedAt: (exchange) => served.get(exchange),
    async fault(exchange, fault) {
      await call(`__faults/@alias/${exchange}`, { method: 'POST', body: JSON.stringify(fault) });
    },
    async heal(exchange) {
      await call(`__faults/@alias/${exchange}`, { method: 'DELETE' });
    },
    stop: () => clearTimeout(timer),
  };
}

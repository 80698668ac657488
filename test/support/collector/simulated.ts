import { type Simulator, startSimulator } from '#local/simulator/start.ts';
import type { ExchangeStats } from '#local/simulator/traffic/stats.ts';

export interface SimulatedRequest {
  seq: number;
  url: string;
  startedAt: number;
  endedAt: number | null;
}

/** The simulated exchanges with their control API. */
export interface Simulated {
  url: string;
  fault(exchange: string, fault: object): Promise<void>;
  heal(exchange: string): Promise<void>;
  /** Requests after number `since`; `polls`: without those that load markets, which ccxt sends side by side. */
  requests(exchange: string, since?: number): Promise<SimulatedRequest[]>;
  polls(exchange: string, since?: number): Promise<SimulatedRequest[]>;
  /** Its websockets that are open. */
  sockets(exchange: string): Promise<number>;
  /** The number of the latest request of any exchange. */
  latest(): Promise<number>;
  close(): Promise<void>;
}

export async function simulated(): Promise<Simulated> {
  const simulator: Simulator = await startSimulator();
  async function call(
    path: string,
    init?: RequestInit,
  ): Promise<{ entries: SimulatedRequest[]; next: number }> {
    const response = await fetch(simulator.url + path, init);
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return (await response.json()) as { entries: SimulatedRequest[]; next: number };
  }
  const requests = async (exchange: string, since = 0) =>
    (await call(`__log?exchange=${exchange}&since=${since}`)).entries;
  return {
    url: simulator.url,
    requests,
    polls: async (exchange, since) =>
      (await requests(exchange, since)).filter(({ url }) => /book|ticker/i.test(url)),
    async fault(exchange, fault) {
      await call(`__faults/${exchange}`, { method: 'POST', body: JSON.stringify(fault) });
    },
    async heal(exchange) {
      await call(`__faults/${exchange}`, { method: 'DELETE' });
    },
    async sockets(exchange) {
      const response = await fetch(`${simulator.url}__stats`);
      const { exchanges } = (await response.json()) as { exchanges: Record<string, ExchangeStats> };
      return exchanges[exchange]?.sockets.now ?? 0;
    },
    latest: async () => (await call('__log')).next,
    close: simulator.close,
  };
}

/** The most requests that were open at one instant; one that has not ended is open for good. */
export function mostAtOnce(requests: SimulatedRequest[]): number {
  const edges = requests.flatMap(({ startedAt, endedAt }) => [
    { at: startedAt, step: 1 },
    { at: endedAt ?? Number.POSITIVE_INFINITY, step: -1 },
  ]);
  // an end counts before a beginning at the same millisecond
  edges.sort((a, b) => a.at - b.at || a.step - b.step);
  let open = 0;
  let most = 0;
  for (const { step } of edges) {
    open += step;
    most = Math.max(most, open);
  }
  return most;
}

import { type Simulator, startSimulator } from '#local/simulator/start.ts';

export interface SimulatedExchanges extends Simulator {
  fault(exchange: string, fault: Record<string, unknown>): Promise<void>;
  heal(exchange: string): Promise<void>;
  /** The paths that an exchange was asked for so far, oldest first. */
  asked(exchange: string): Promise<string[]>;
}

/** The simulated exchanges with what tests do to them. */
export async function startSimulated(): Promise<SimulatedExchanges> {
  const simulator = await startSimulator();
  const send = async (method: string, path: string, body?: unknown) => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${simulator.url}${path}`, init);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  return {
    ...simulator,
    fault: async (exchange, fault) => void (await send('POST', `__faults/${exchange}`, fault)),
    heal: async (exchange) => void (await send('DELETE', `__faults/${exchange}`)),
    async asked(exchange) {
      const { entries } = (await send('GET', `__log?exchange=${exchange}`)) as { entries: { url: string }[] };
      return entries.map(({ url }) => new URL(url).pathname);
    },
  };
}

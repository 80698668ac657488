/** One request as the simulated exchanges logged it; instants in epoch milliseconds. */
export interface LoggedRequest {
  seq: number;
  exchange: string | null;
  method: string;
  url: string;
  startedAt: number;
  endedAt: number | null;
  status: number | null;
  fault: string | null;
}

/** The control API of the simulated exchanges at `url` (docs/simulator.md). */
export function simulatorClient(url: string) {
  const at = (path: string) => new URL(path, url);
  return {
    async fail(
      exchange: string,
      fault: { kind: string; ms?: number; status?: number; retryAfterSeconds?: number },
    ): Promise<void> {
      const response = await fetch(at(`__faults/${exchange}`), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(fault),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    async heal(exchange: string): Promise<void> {
      await fetch(at(`__faults/${exchange}`), { method: 'DELETE' });
    },
    async log(exchange: string, since = 0): Promise<LoggedRequest[]> {
      const response = await fetch(at(`__log?exchange=${exchange}&since=${since}`));
      return ((await response.json()) as { entries: LoggedRequest[] }).entries;
    },
    async lastSeq(exchange: string): Promise<number> {
      return (await this.log(exchange)).at(-1)?.seq ?? 0;
    },
  };
}

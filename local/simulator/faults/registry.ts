import type { Fault } from './fault.ts';

/** At most one fault per exchange or alias, across all hosts of the exchange. */
export function createFaults() {
  const byExchange = new Map<string, Fault>();
  return {
    set(exchange: string, fault: Fault): void {
      byExchange.set(exchange, fault);
    },
    /** Whether there was one. */
    remove(exchange: string): boolean {
      return byExchange.delete(exchange);
    },
    read(): Record<string, Fault> {
      return Object.fromEntries(byExchange);
    },
    /** The fault that applies to a request of this path and query. */
    find(exchange: string, path: string): Fault | undefined {
      const fault = byExchange.get(exchange);
      return fault?.match === undefined || path.includes(fault.match) ? fault : undefined;
    },
  };
}
export type Faults = ReturnType<typeof createFaults>;

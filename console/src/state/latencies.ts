import { signal } from '@preact/signals';
import type { WorkersReport } from '../../../client/src/types.ts';

const KEPT = 30;

/** Median latencies in milliseconds by exchange, oldest first, one for each reading since this page was opened. */
export const latencies = signal<ReadonlyMap<string, readonly (number | null)[]>>(new Map());
let asOf = '';

/** One reading may come twice: the collector computes its report at most once a second. */
export function recordLatencies(report: WorkersReport): void {
  if (report.source.asOf === asOf) return;
  asOf = report.source.asOf;
  const known = latencies.peek();
  latencies.value = new Map(
    report.workers.map(({ exchange, latencyMs }) => [
      exchange,
      [...(known.get(exchange) ?? []), latencyMs.p50].slice(-KEPT),
    ]),
  );
}

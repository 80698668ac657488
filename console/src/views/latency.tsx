import type { Worker } from '../../../client/src/types.ts';
import { milliseconds } from '../domain/time.ts';
import { latencies } from '../state/latencies.ts';
import { Sparkline } from './sparkline.tsx';

export function Latency({
  worker: { exchange, latencyMs },
}: {
  worker: Pick<Worker, 'exchange' | 'latencyMs'>;
}) {
  return (
    <span class="latency">
      <Sparkline values={latencies.value.get(exchange) ?? []} />
      <span class="num">
        {milliseconds(latencyMs.p50)} <span class="second">{milliseconds(latencyMs.p95)}</span>
      </span>
    </span>
  );
}

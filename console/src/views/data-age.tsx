import type { Worker } from '../../../client/src/types.ts';
import { duration } from '../domain/time.ts';
import { now } from '../state/clock.ts';
import { serverTimeAt } from '../state/system.ts';

/** Ticks between two readings: the age is that of the newest data that the collector told of. */
export function DataAge({
  worker: { lastSuccessAt, staleAfterMs },
}: {
  worker: Pick<Worker, 'lastSuccessAt' | 'staleAfterMs'>;
}) {
  if (!lastSuccessAt || serverTimeAt.value === undefined) return <span class="none">none yet</span>;
  const ageMs = Math.max(0, now.value + serverTimeAt.value - Date.parse(lastSuccessAt));
  const share = Math.min(1, ageMs / staleAfterMs);
  return (
    <span class={ageMs > staleAfterMs ? 'age old' : 'age'} title={`stale after ${duration(staleAfterMs)}`}>
      <svg viewBox="0 0 48 4" width="48" height="4" aria-hidden="true" preserveAspectRatio="none">
        <rect class="track" width="48" height="4" rx="2" />
        <rect class="fill" width={share * 48} height="4" rx="2" />
      </svg>
      <span class="num">{duration(ageMs)}</span>
    </span>
  );
}

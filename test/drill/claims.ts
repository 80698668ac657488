import { setInterval } from 'node:timers/promises';
import type { WorkerReport, WorkerState } from '#lib/domain/worker.ts';
import type { Traffic } from './traffic.ts';
import type { Writes } from './writes.ts';

const SAMPLE_EVERY_MS = 250;
const DELIVERING = new Set<WorkerState>(['running', 'degraded']);
const NOT_DELIVERING = new Set<WorkerState>(['stale', 'failed', 'quarantined']);

/** States that were claimed and were not so, and for how long at most. */
export interface WrongClaims {
  samples: number;
  /** Said to deliver although the exchange had answered nothing for longer than `staleAfterMs`: how much longer. */
  deliveringMs: number;
  /** Said not to deliver although its data was fresh: for how long at most, from the last sample that did not say so. */
  notDeliveringMs: number;
  /** Samples that could not be had. */
  unanswered: number;
}

/** Compares what the status says with what simulator and Redis really saw. */
export function sampleClaims(parts: {
  workers: () => Promise<WorkerReport[]>;
  traffic: Traffic;
  writes: Writes;
}): { take(): WrongClaims; stop(): Promise<void> } {
  const fresh = (): WrongClaims => ({ samples: 0, deliveringMs: 0, notDeliveringMs: 0, unanswered: 0 });
  let claims = fresh();
  /** When a sample last had the exchange in another state than one that does not deliver. */
  const otherwiseAt = new Map<string, number>();
  const begunAt = Date.now();
  const stopping = new AbortController();

  function judge({ exchange, state, staleAfterMs }: WorkerReport, now: number): void {
    if (DELIVERING.has(state)) {
      // an answer counts until its poll is over and written
      const last = Math.max(parts.traffic.servedAt(exchange) ?? 0, parts.writes.of(exchange).at(-1)?.at ?? 0);
      const age = last === 0 ? 0 : now - last;
      claims.deliveringMs = Math.max(claims.deliveringMs, age - staleAfterMs);
    }
    if (!NOT_DELIVERING.has(state)) otherwiseAt.set(exchange, now);
    else {
      const wrongSince = Math.max(
        backSince(exchange, staleAfterMs, now),
        otherwiseAt.get(exchange) ?? begunAt,
      );
      claims.notDeliveringMs = Math.max(claims.notDeliveringMs, now - wrongSince);
    }
  }

  /** Since when the exchange's data has been fresh without a break; `now` when it is not. */
  function backSince(exchange: string, staleAfterMs: number, now: number): number {
    let since = now;
    for (const { at } of parts.writes.of(exchange).toReversed()) {
      if (since - at > staleAfterMs) break;
      since = at;
    }
    return since;
  }

  const sampling = (async () => {
    for await (const _ of setInterval(SAMPLE_EVERY_MS, undefined, { signal: stopping.signal })) {
      const reports = await parts.workers().catch(() => undefined);
      const now = Date.now();
      if (reports) claims.samples++;
      else claims.unanswered++;
      for (const report of reports ?? []) judge(report, now);
    }
  })().catch((error) => {
    if (!stopping.signal.aborted) throw error;
  });

  return {
    take() {
      const taken = claims;
      claims = fresh();
      return taken;
    },
    async stop() {
      stopping.abort();
      await sampling;
    },
  };
}

import type { Call } from '../call.ts';
import type { Collector } from '../ports.ts';
import { RESILIENCE } from '../resilience.ts';
import type { Reply } from '../respond.ts';

/** GET workers/status: the collector's own report, never kept, for its worth is in being of now. */
export async function getWorkerStatus(
  { collector }: { collector: Collector },
  { deadline }: Call<'get-worker-status', unknown>,
): Promise<Reply> {
  return { json: (await collector.workers({ signal: deadline.step(RESILIENCE.workerStatusMs) })).raw };
}

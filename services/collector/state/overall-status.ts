import type { WorkerReport, WorkersReport } from '#lib/domain/worker.ts';

/** `healthy`: every worker that is to run is running. `unhealthy`: none delivers, or there is none at all. */
export function overallStatus(workers: WorkerReport[]): WorkersReport['status'] {
  const wanted = workers.filter((worker) => worker.desiredState === 'running');
  const delivering = wanted.filter(({ state }) => state === 'running' || state === 'degraded');
  if (delivering.length === 0) return 'unhealthy';
  return wanted.every(({ state }) => state === 'running') ? 'healthy' : 'degraded';
}

export function countByState(workers: WorkerReport[]): WorkersReport['summary']['byState'] {
  const counts: WorkersReport['summary']['byState'] = {};
  for (const { state } of workers) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

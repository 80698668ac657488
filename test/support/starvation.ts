import { readFileSync } from 'node:fs';

/**
 * How long these processes' main threads have waited for a processor since the call, together: what a busy machine
 * adds to any delay. Milliseconds. Source: https://docs.kernel.org/scheduler/sched-stats.html
 */
export function watchStarvation(pids: number[]): () => number {
  const begun = new Map(pids.map((pid) => [pid, waited(pid)]));
  return () =>
    Math.round([...begun].reduce((sum, [pid, before]) => sum + Math.max(0, waited(pid) - before), 0));
}

/** 0 for a process that has ended. */
function waited(pid: number): number {
  try {
    const [, nanoseconds] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ');
    return Number(nanoseconds) / 1e6;
  } catch {
    return 0;
  }
}

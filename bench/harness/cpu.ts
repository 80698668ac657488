import { readdirSync, readFileSync } from 'node:fs';

/** Processor time of all threads of a process since it was spawned, milliseconds (Linux: /proc/PID/task/TID/schedstat). */
export function cpuMs(pid: number): number {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) nanoseconds += onCpu(`/proc/${pid}/task/${thread}`);
  return nanoseconds / 1e6;
}

function onCpu(thread: string): number {
  try {
    return Number(readFileSync(`${thread}/schedstat`, 'utf8').split(' ')[0]);
  } catch {
    return 0; // the thread has ended since the folder was listed
  }
}

/** Resident memory of a process, MB. */
export function residentMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

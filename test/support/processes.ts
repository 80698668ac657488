import { readdirSync, readFileSync } from 'node:fs';

/** Whether a process is there; one that has ended but was not yet waited for is not. */
export function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Whether a process was stopped by a signal and has not gone on since. */
export function isFrozen(pid: number): boolean {
  try {
    return /^\d+ \(.*\) T/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** The running processes whose environment holds `NAME=value`, themselves or by inheritance; with their command. */
export function processesMarked(name: string, value: string): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .flatMap((pid) => {
      try {
        if (!isRunning(pid)) return [];
        const marked = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`${name}=${value}`);
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return marked ? [{ pid, command }] : [];
      } catch {
        // It ended meanwhile, or is another user's.
        return [];
      }
    });
}

/** Sends a signal to a process that may have ended meanwhile. */
export function signalIfRunning(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

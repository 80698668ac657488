import { readdirSync, readFileSync } from 'node:fs';

/** Whether a process is there; one that has ended but was not yet waited for is not. */
export function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** The running processes whose environment holds `NAME=value`, themselves or by inheritance; with their command. */
export function processesMarked(name: string, value: string): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      try {
        return (
          isRunning(pid) &&
          readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`${name}=${value}`)
        );
      } catch {
        return false;
      }
    })
    .map((pid) => ({ pid, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') }));
}

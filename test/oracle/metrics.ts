import type { RunningProcess } from '../support/running-process.ts';

/** The sum of a metric over the embedded metrics that these processes have written. */
export function counted(metric: string, processes: readonly RunningProcess[]): number {
  const pattern = new RegExp(`"${metric}":(\\[[\\d,]*\\]|\\d+)`, 'g');
  return processes
    .flatMap(({ output }) => [...output().matchAll(pattern)])
    .flatMap(([, value = '0']) => [JSON.parse(value) as number | number[]].flat())
    .reduce((sum, value) => sum + value, 0);
}

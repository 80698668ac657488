import type { Connectivity, WorkerFact } from '../src/types.ts';
import type { Context } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { checksTable } from './worker-page.ts';

/** What the changes of the registry answer, as far as it is shown. */
interface Change {
  message: string;
  changed: boolean;
  warnings: string[];
  worker?: WorkerFact;
  connectivity: Connectivity | Record<string, Connectivity>;
  workers?: Record<string, WorkerFact>;
  failed?: string[] | undefined;
  pending?: string[] | undefined;
}

/** Shows what a change did; its warnings are for people and for the exit code. */
export function changed({ show, say, isJson }: Context, change: Change): ExitCode {
  show(change, () => {
    const lines = [change.message + (change.worker && !change.changed ? ' (it was so already)' : '')];
    if (change.worker) {
      lines.push(`worker: ${change.worker.state}, generation ${change.worker.generation}`);
      const failed = Object.values(change.connectivity).some(({ status }) => status === 'failed');
      if (failed) lines.push('', checksTable(change.connectivity as Connectivity));
    }
    const states = Object.entries(change.workers ?? {}).map(([id, { state }]) => `${id} ${state}`);
    if (states.length > 0) lines.push(`workers: ${states.join(', ')}`);
    if (change.failed?.length) lines.push(`failed: ${change.failed.join(' ')}`);
    if (change.pending?.length) lines.push(`pending: ${change.pending.join(' ')}`);
    return lines.join('\n');
  });
  if (!isJson) for (const warning of change.warnings) say(`warning: ${warning}`);
  return change.warnings.length > 0 || change.failed?.length ? EXIT.notWell : EXIT.ok;
}

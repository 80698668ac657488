import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** There while a supervisor runs; what is found at a start was left by one that was killed. */
function markerPath(folder: string): string {
  return join(folder, 'supervisor.pid');
}

/** Leaves our process id; tells whether an earlier supervisor could not clean up. */
export async function leaveMarker(folder: string): Promise<{ wasKilled: boolean }> {
  const previous = await readFile(markerPath(folder), 'utf8').catch(() => undefined);
  await writeFile(markerPath(folder), `${process.pid}\n`);
  return { wasKilled: previous !== undefined };
}

export function removeMarker(folder: string): Promise<void> {
  return rm(markerPath(folder), { force: true });
}

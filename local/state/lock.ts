import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface StateLock {
  release(): void;
}

/**
 * Takes the state folder for this process, or throws a sentence naming who has it.
 *
 * The lock is the operating system's, on an sqlite file: it ends with its process however that ends, so there is
 * no stale lock to recognise, and a number that was given to another process cannot mislead.
 */
export function lockState(folder: string): StateLock {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(folder, 'lock.sqlite'));
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    const reason = REASONS.get((error as { errcode?: number }).errcode ?? 0);
    if (!reason) throw error;
    throw new Error(`${reason(folder)} give this one a folder of its own with --state DIR.`);
  }
  const locked = database;
  return { release: () => locked.close() };
}

/** By sqlite's result codes (https://www.sqlite.org/rescode.html): BUSY, READONLY, CANTOPEN. */
const REASONS = new Map<number, (folder: string) => string>([
  [5, (folder) => `Another npm start is using ${folder}: stop it first, or`],
  [8, (folder) => `${folder} cannot be written to by this user: remove it, or`],
  [14, (folder) => `${folder} cannot be written to by this user: remove it, or`],
]);

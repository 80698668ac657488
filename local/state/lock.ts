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
  const database = new DatabaseSync(join(folder, 'lock.sqlite'));
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    throw new Error(
      `Another npm start is using ${folder}: stop it first, or give this one a folder of its own with --state DIR (and PORT).`,
    );
  }
  return { release: () => database.close() };
}

const SQLITE_BUSY = 5;

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RegistryUnreadableError } from './store.ts';

const SCHEMA_VERSION = 1;
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS registry (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL,
    document TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS exchange_result (exchange TEXT PRIMARY KEY, result TEXT NOT NULL) STRICT;
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** At boot nobody waits; afterwards the event loop does, so that busy files are retried without blocking it. */
const BOOT_BUSY_MS = 5_000;
const BUSY_MS = 20;

/** The database at `path`, made if there is none. `FULL` has each write on disk before it returns. */
export function openDatabase(path: string, durability: 'FULL' | 'NORMAL'): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    database = new DatabaseSync(path, { timeout: BOOT_BUSY_MS });
    const found = Number(database.prepare('PRAGMA user_version').get()?.user_version);
    if (found > SCHEMA_VERSION) throw new Error(`it was written by a newer release (schema ${found})`);
    const check = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
    if (check !== 'ok') throw new Error(String(check));
    // the journal mode outlives the connection, the other two do not
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durability};`);
    if (found === 0) database.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT;`);
    database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
    return database;
  } catch (cause) {
    database?.close();
    throw unreadable(path, String((cause as Error).message).replace(/\s+/g, ' '), cause);
  }
}

export function unreadable(path: string, why: string, cause: unknown): RegistryUnreadableError {
  return new RegistryUnreadableError(
    `the registry ${path} cannot be read (${why}). Nothing was changed. Restore the file, with the -wal and ` +
      '-shm files beside it, from a backup and see that this user may write it; or move it away to begin anew ' +
      'with SEED_EXCHANGES and an empty blacklist.',
    { cause },
  );
}

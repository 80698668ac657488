import { statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { RegistryUnavailableError, RegistryUnreadableError } from './store.ts';

/** SQLITE_BUSY and SQLITE_LOCKED: another process is writing. */
const BUSY = new Set([5, 6]);
const GIVE_UP_AFTER_MS = 3_000;

/**
 * Runs database work, retrying while another process holds the file. Refuses once the file is gone or another
 * one lies in its place: sqlite would go on writing to what nobody will ever read again.
 */
export function sqliteGuard(path: string): <T>(work: () => T) => Promise<T> {
  const opened = statSync(path).ino;
  return async (work) => {
    const giveUpAt = Date.now() + GIVE_UP_AFTER_MS;
    for (;;) {
      if (statSync(path, { throwIfNoEntry: false })?.ino !== opened) {
        throw new RegistryUnavailableError(
          'the registry file was moved or replaced: start the service again',
        );
      }
      try {
        return work();
      } catch (error) {
        if (error instanceof RegistryUnreadableError) throw error;
        if (!isBusy(error) || Date.now() > giveUpAt) {
          throw new RegistryUnavailableError('the registry file cannot be used now', { cause: error });
        }
      }
      await pause(5 + Math.random() * 20);
    }
  };
}

function isBusy(error: unknown): boolean {
  const { errcode } = Object(error) as { errcode?: unknown };
  return BUSY.has(Number(errcode) & 0xff);
}

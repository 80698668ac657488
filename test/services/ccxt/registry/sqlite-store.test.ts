import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { firstDocument } from '#services/ccxt/registry/decisions.ts';
import { openSqliteStore } from '#services/ccxt/registry/sqlite-store.ts';
import {
  type RegistryStore,
  RegistryUnavailableError,
  RegistryUnreadableError,
} from '#services/ccxt/registry/store.ts';
import { registryStoreContract } from '../../../contract/registry-store.contract.ts';
import { wholeVersion } from '../../../support/ccxt/big-document.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const WRITER = fileURLToPath(new URL('../../../support/ccxt/registry-writer.ts', import.meta.url));

const opened: RegistryStore[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});
function open(path: string): RegistryStore {
  const store = openSqliteStore(path);
  opened.push(store);
  return store;
}
const newPath = () => join(temporaryFolder(), 'registry.db');

registryStoreContract('sqlite', () => {
  const path = newPath();
  return { open: () => open(path) };
});

describe('a writer that is killed with -9', () => {
  /** Lets a writer acknowledge some versions, kills it wherever it is then, and gives the last one it told. */
  async function killedAfter(kind: string, path: string, versions: number): Promise<number> {
    const child = spawn(process.execPath, [WRITER, kind, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    const told: number[] = [];
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      told.push(Number(line));
      if (told.length === versions) child.kill('SIGKILL');
    });
    await once(lines, 'close');
    return told.at(-1) ?? 0;
  }

  it('leaves the version it acknowledged or the one it was writing, whole', async () => {
    const path = newPath();
    for (const versions of [1, 2, 3, 5, 8, 13]) {
      const told = await killedAfter('sqlite', path, versions);
      const state = await open(path).read();
      expect(state).toBeDefined();
      expect([told, told + 1]).toContain(state?.version);
      expect(state && wholeVersion(state.document)).toBe(state?.version);
    }
  });

  it('control: leaves half a version of a file that is rewritten in place', async () => {
    const path = newPath();
    const halves: unknown[] = [];
    for (let n = 1; n <= 25 && halves.length === 0; n++) {
      await killedAfter('naive', path, n);
      try {
        wholeVersion(JSON.parse(readFileSync(path, 'utf8')));
      } catch (error) {
        halves.push(error);
      }
    }
    expect(halves).not.toEqual([]);
  });
});

describe('a file that is not a registry', () => {
  it.each([
    [
      'text',
      (path: string) => writeFileSync(path, 'not a database, but long enough to look like one '.repeat(50)),
    ],
    ['a damaged page', damage],
    ['a document of another form', (path: string) => rewriteDocument(path, '{"configured":"all"}')],
    ['half a document', (path: string) => rewriteDocument(path, '{"configured":[')],
    ['one of a newer release', (path: string) => alter(path, 'PRAGMA user_version = 99')],
  ])('%s is refused with what to do, and left as it is', async (_name, spoil) => {
    const path = newPath();
    spoil(path);
    const before = readFileSync(path);
    const reading = async () => open(path).read();
    await expect(reading()).rejects.toThrow(RegistryUnreadableError);
    await expect(reading()).rejects.toThrow(/cannot be read .*Nothing was changed\. Restore the file/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('a file that cannot be opened is refused too', () => {
    expect(() => open('/proc/registry.db')).toThrow(RegistryUnreadableError);
  });

  it('refuses to go on with a file that was moved away', async () => {
    const path = newPath();
    const store = open(path);
    await store.compareAndSet(0, firstDocument([], ''));
    renameSync(path, `${path}.old`);
    await expect(store.compareAndSet(1, firstDocument(['kraken'], ''))).rejects.toThrow(
      RegistryUnavailableError,
    );
    expect(existsSync(path)).toBe(false);
  });
});

describe('while another process holds the file', () => {
  it('waits for it without standing still', async () => {
    const path = newPath();
    const store = open(path);
    await store.compareAndSet(0, firstDocument([], ''));
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    const writing = store.compareAndSet(1, firstDocument(['kraken'], ''));
    // the event loop is free to let the other one go
    await new Promise<void>((resolve) => setImmediate(resolve));
    other.exec('COMMIT');
    other.close();
    expect(await writing).toBe('ok');
  });
});

function alter(path: string, sql: string): void {
  const store = openSqliteStore(path);
  const database = new DatabaseSync(path);
  database.exec(`${sql}; PRAGMA wal_checkpoint(TRUNCATE)`);
  database.close();
  store.close();
}

function rewriteDocument(path: string, text: string): void {
  alter(path, `INSERT INTO registry VALUES (1, 1, '${text}')`);
}

function damage(path: string): void {
  alter(path, `INSERT INTO registry VALUES (1, 1, '${'x'.repeat(20_000)}')`);
  const bytes = readFileSync(path);
  bytes.fill(0xff, 4_096);
  writeFileSync(path, bytes);
}

import type { SQLInputValue } from 'node:sqlite';
import { parseDocument, type RegistryDocument } from './document.ts';
import { openDatabase, unreadable } from './sqlite-database.ts';
import { sqliteGuard } from './sqlite-guard.ts';
import type { ExchangeResult, RegistryStore } from './store.ts';

/**
 * The registry in a sqlite file that several processes on one machine may share. A write is on disk when it is
 * acknowledged (WAL, synchronous FULL), and a process killed at any moment leaves the old or the new version.
 *
 * @throws RegistryUnreadableError when the file is something else or damaged; it is left as it is
 */
export function openSqliteStore(path: string): RegistryStore {
  const database = openDatabase(path, 'FULL');
  // a refresh writes a hundred results, and each wait for the disk holds up the event loop
  const beside = openDatabase(path, 'NORMAL');
  const guarded = sqliteGuard(path);
  const sql = {
    read: database.prepare('SELECT version, document FROM registry WHERE id = 1'),
    create: database.prepare('INSERT OR IGNORE INTO registry (id, version, document) VALUES (1, ?, ?)'),
    replace: database.prepare(
      'UPDATE registry SET version = version + 1, document = ? WHERE id = 1 AND version = ?',
    ),
    results: beside.prepare('SELECT result FROM exchange_result ORDER BY exchange'),
    result: beside.prepare('SELECT result FROM exchange_result WHERE exchange = ?'),
    writeResult: beside.prepare(
      'INSERT INTO exchange_result (exchange, result) VALUES (?, ?) ON CONFLICT DO UPDATE SET result = excluded.result',
    ),
    deleteResult: beside.prepare('DELETE FROM exchange_result WHERE exchange = ?'),
  };

  const replace = (expected: number, document: RegistryDocument, first = 1) => {
    const text = JSON.stringify(document);
    const values: SQLInputValue[] = expected === 0 ? [first, text] : [text, expected];
    return (expected === 0 ? sql.create : sql.replace).run(...values).changes === 1;
  };

  return {
    read: () =>
      guarded(() => {
        const row = sql.read.get();
        return row && { version: Number(row.version), document: documentOf(path, String(row.document)) };
      }),
    compareAndSet: (expected, document, first) =>
      guarded(() => (replace(expected, document, first) ? 'ok' : 'conflict')),
    readResults: () =>
      guarded(() => sql.results.all().map((row): ExchangeResult => JSON.parse(String(row.result)))),
    readResult: (exchange) =>
      guarded(() => {
        const row = sql.result.get(exchange);
        return row && (JSON.parse(String(row.result)) as ExchangeResult);
      }),
    writeResult: (result) => guarded(() => void sql.writeResult.run(result.exchange, JSON.stringify(result))),
    deleteResult: (exchange) => guarded(() => void sql.deleteResult.run(exchange)),
    async close() {
      beside.close();
      database.close();
    },
  };
}

function documentOf(path: string, text: string): RegistryDocument {
  try {
    return parseDocument(text);
  } catch (cause) {
    throw unreadable(path, 'its document has another form', cause);
  }
}

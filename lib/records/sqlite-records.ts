import { DatabaseSync } from 'node:sqlite';
import type { AuditRecord } from '../domain/audit-record.ts';
import { claimOn, type HeldKey, type IdempotencyStore } from '../idempotency/claim.ts';
import { RESILIENCE } from '../resilience.ts';
import type { AuditStore } from '../usecases/get-audit.ts';
import { AUDIT_RETENTION_MS } from './retention.ts';

const SCHEMA_VERSION = 1;
const SCHEMA = `
  CREATE TABLE audit (id TEXT PRIMARY KEY, record TEXT NOT NULL, expires_at INTEGER NOT NULL) STRICT;
  CREATE TABLE idempotency (
    id TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    token TEXT NOT NULL,
    lease_until INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    reply TEXT
  ) STRICT;
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

/**
 * Audit records and idempotency keys in a sqlite file that several processes of one machine may share, for local
 * runs. What has expired is deleted when the file is opened. Throws when the file cannot be used.
 */
export function openSqliteRecords(path: string): { audit: AuditStore; idempotency: IdempotencyStore } {
  const database = openDatabase(path);
  return { audit: auditStore(database), idempotency: idempotencyStore(database) };
}

function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: RESILIENCE.records.busyMs });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE');
    const found = Number(database.prepare('PRAGMA user_version').get()?.user_version);
    if (found === 0) database.exec(SCHEMA);
    if (found > SCHEMA_VERSION) throw new Error(`${path} was written by a newer release: move it away.`);
    for (const table of ['audit', 'idempotency']) {
      database.prepare(`DELETE FROM ${table} WHERE expires_at <= ?`).run(Date.now());
    }
    database.exec('COMMIT');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function auditStore(database: DatabaseSync): AuditStore {
  const insert = database.prepare('INSERT OR REPLACE INTO audit (id, record, expires_at) VALUES (?, ?, ?)');
  const select = database.prepare('SELECT record FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?');
  return {
    async append(record) {
      insert.run(record.id, JSON.stringify(record), Date.now() + AUDIT_RETENTION_MS);
    },
    async page({ limit, cursor = '~' }) {
      const rows = select.all(cursor, limit + 1);
      const records = rows.slice(0, limit).map((row): AuditRecord => JSON.parse(String(row.record)));
      return { records, next: rows.length > limit ? records.at(-1)?.id : undefined };
    },
  };
}

function idempotencyStore(database: DatabaseSync): IdempotencyStore {
  const select = database.prepare(
    `SELECT fingerprint, token, lease_until AS leaseUntil, expires_at AS expiresAt, reply
     FROM idempotency WHERE id = ?`,
  );
  const hold = database.prepare(
    `INSERT OR REPLACE INTO idempotency (id, fingerprint, token, lease_until, expires_at) VALUES (?, ?, ?, ?, ?)`,
  );
  const complete = database.prepare('UPDATE idempotency SET reply = ? WHERE id = ? AND token = ?');
  const release = database.prepare('DELETE FROM idempotency WHERE id = ? AND token = ? AND reply IS NULL');
  return {
    async claim(request) {
      database.exec('BEGIN IMMEDIATE');
      try {
        const { id, fingerprint, token, leaseUntil, expiresAt } = request;
        const claim = claimOn(heldKey(select.get(id)), request);
        if (claim.kind === 'granted') hold.run(id, fingerprint, token, leaseUntil, expiresAt);
        return claim;
      } finally {
        database.exec('COMMIT');
      }
    },
    async complete({ id, token, reply }) {
      complete.run(reply, id, token);
    },
    async release({ id, token }) {
      release.run(id, token);
    },
  };
}

function heldKey(row: Record<string, unknown> | undefined): HeldKey | undefined {
  if (!row) return undefined;
  return {
    fingerprint: String(row.fingerprint),
    token: String(row.token),
    leaseUntil: Number(row.leaseUntil),
    expiresAt: Number(row.expiresAt),
    reply: row.reply === null ? undefined : String(row.reply),
  };
}

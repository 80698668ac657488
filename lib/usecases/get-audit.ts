import type { Call } from '../call.ts';
import type { AuditRecord } from '../domain/audit-record.ts';
import { AppError } from '../errors.ts';
import type { Reply } from '../respond.ts';
import type { AuditAnswer } from '../schemas/read-answers.ts';

/** Where audit records are kept. Everything rejects while it is down. */
export interface AuditStore {
  /** Storing a record again is harmless. */
  append(record: AuditRecord): Promise<void>;
  /** Newest first. `cursor` is the id of the last record that was seen, `next` the cursor of what is left. */
  page(query: {
    limit: number;
    cursor?: string | undefined;
  }): Promise<{ records: AuditRecord[]; next?: string | undefined }>;
}

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;
const RECORD_ID = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z_[0-9a-f]{12}$/;

/**
 * GET audit: who changed what, newest first.
 *
 * 1. Check how much is asked for, and from where on.
 * 2. Answer that page, and the cursor of the next one.
 */
export async function getAudit(
  { audit }: { audit: AuditStore },
  { query }: Call<'get-audit', unknown>,
): Promise<Reply> {
  const wanted = { limit: limitOf(query.limit), cursor: idOf(query.cursor) };
  const { records, next } = await audit.page(wanted).catch((cause) => {
    throw new AppError('AUDIT_UNAVAILABLE', 'The log lines stand: look there, or try again shortly.', {
      cause,
    });
  });
  const answer: AuditAnswer = { records, nextCursor: next === undefined ? null : cursorOf(next) };
  return { json: answer };
}

function limitOf(raw: string | undefined): number {
  if (raw === undefined) return DEFAULT_LIMIT;
  const limit = /^\d{1,3}$/.test(raw) ? Number(raw) : 0;
  if (limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new AppError('INVALID_REQUEST', `Send a limit of 1 to ${MAX_LIMIT}.`);
}

/** Opaque to callers, so that what it is made of may change. */
function cursorOf(id: string): string {
  return Buffer.from(id).toString('base64url');
}

function idOf(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const id = Buffer.from(cursor, 'base64url').toString('latin1');
  if (RECORD_ID.test(id) && cursorOf(id) === cursor) return id;
  throw new AppError('INVALID_REQUEST', 'Send the nextCursor of an earlier answer as cursor, or none.');
}

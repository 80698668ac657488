import { signal } from '@preact/signals';
import type { AuditRecord } from '../../../client/src/types.ts';
import { type Trouble, troubleOf } from '../domain/trouble.ts';
import { type Operator, operator } from './operator.ts';
import { plane } from './plane.ts';

const PAGE = 50;

export interface AuditLog {
  records: AuditRecord[];
  /** Of the next older page; null: there is none. */
  nextCursor: string | null;
  /** When the newest page was read, ISO 8601. */
  readAt: string;
}

export const auditLog = signal<AuditLog | undefined>(undefined);
export const auditTrouble = signal<Trouble | undefined>(undefined);
export const isReadingAudit = signal(false);

let reading: AbortController | undefined;

/** Reads the newest page anew. */
export function readAuditLog(): Promise<void> {
  const readAt = new Date().toISOString();
  return readPages({ records: [], nextCursor: null, readAt }, () => true);
}

/** Reads older pages until one has a record that `isWanted`: the API cannot be asked for those alone. */
export async function readOlder(isWanted: (record: AuditRecord) => boolean): Promise<void> {
  if (auditLog.value) await readPages(auditLog.value, isWanted);
}

async function readPages(from: AuditLog, isWanted: (record: AuditRecord) => boolean): Promise<void> {
  reading?.abort();
  const mine = new AbortController();
  reading = mine;
  isReadingAudit.value = true;
  let log = from;
  let isFound = false;
  try {
    do {
      const { data } = await plane.audit({ limit: PAGE, cursor: log.nextCursor, signal: mine.signal });
      // what was read for someone who has locked the page since must not be shown
      if (reading !== mine) return;
      log = { ...log, records: [...log.records, ...data.records], nextCursor: data.nextCursor };
      auditLog.value = log;
      isFound = data.records.some(isWanted);
    } while (!isFound && log.nextCursor !== null);
    auditTrouble.value = undefined;
  } catch (cause) {
    if (reading !== mine) return;
    const trouble = troubleOf(cause);
    if (trouble.isKeyRefused) lock();
    auditTrouble.value = trouble;
  }
  isReadingAudit.value = false;
}

/** Remembers who reads: the page then reads by itself. */
export function unlock(who: Operator): void {
  auditTrouble.value = undefined;
  operator.value = who;
}

/** Forgets the key, and what was read with it or is being read. */
export function lock(): void {
  reading?.abort();
  reading = undefined;
  isReadingAudit.value = false;
  operator.value = undefined;
  auditLog.value = undefined;
  auditTrouble.value = undefined;
}

import { signal } from '@preact/signals';
import type { AuditRecord } from '#lib/domain/audit-record.ts';
import { ApiError, noAnswer } from '../api/api-error.ts';
import { type Operator, readAudit } from '../api/exchanges.ts';
import { operator } from './operator.ts';

export interface AuditLog {
  records: AuditRecord[];
  /** Of the next older page; null: there is none. */
  nextCursor: string | null;
}

export const auditLog = signal<AuditLog | undefined>(undefined);
export const auditError = signal<ApiError | undefined>(undefined);
export const isReadingAudit = signal(false);

/** Reads the newest page, or with `older` the one after what is there. */
export async function readAuditLog(who: Operator, { older = false } = {}): Promise<void> {
  const known = older ? auditLog.value : undefined;
  isReadingAudit.value = true;
  try {
    const { body } = await readAudit(who, known?.nextCursor ?? undefined);
    operator.value = who;
    auditError.value = undefined;
    auditLog.value = { records: [...(known?.records ?? []), ...body.records], nextCursor: body.nextCursor };
  } catch (cause) {
    const error = cause instanceof ApiError ? cause : noAnswer();
    if (error.status === 401) operator.value = undefined;
    auditError.value = error;
  } finally {
    isReadingAudit.value = false;
  }
}

/** Forgets the key, and what was read with it. */
export function lock(): void {
  operator.value = undefined;
  auditLog.value = undefined;
}

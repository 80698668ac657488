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
}

export const auditLog = signal<AuditLog | undefined>(undefined);
export const auditTrouble = signal<Trouble | undefined>(undefined);
export const isReadingAudit = signal(false);

/** Reads the newest page, or with `older` the one after what is there. */
export async function readAuditLog(who: Operator, { older = false } = {}): Promise<void> {
  const known = older ? auditLog.value : undefined;
  isReadingAudit.value = true;
  operator.value = who;
  try {
    const { data } = await plane.audit({ limit: PAGE, cursor: known?.nextCursor ?? null });
    auditTrouble.value = undefined;
    auditLog.value = { records: [...(known?.records ?? []), ...data.records], nextCursor: data.nextCursor };
  } catch (cause) {
    const trouble = troubleOf(cause);
    if (trouble.isKeyRefused) operator.value = undefined;
    auditTrouble.value = trouble;
  } finally {
    isReadingAudit.value = false;
  }
}

/** Forgets the key, and what was read with it. */
export function lock(): void {
  operator.value = undefined;
  auditLog.value = undefined;
}

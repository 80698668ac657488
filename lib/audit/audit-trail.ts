import { randomBytes } from 'node:crypto';
import type { AuditRecord } from '../domain/audit-record.ts';
import { RESILIENCE } from '../resilience.ts';
import type { AuditStore } from '../usecases/get-audit.ts';
import { withinMs } from '../within-ms.ts';
import { forLog } from './recorded-input.ts';

const { appendMs, afterAppendMs } = RESILIENCE.records;

/** The record of a call that is under way. */
export type AuditDraft = Omit<AuditRecord, 'id' | 'durationMs' | 'at'> & { startedAt: number };

export interface AuditTrailDeps {
  store: Pick<AuditStore, 'append'>;
  /** Writes the structured log line, whatever the level of the log. */
  line: (record: object) => void;
  /** The store did not take a record. */
  onFailure: (cause: unknown) => void;
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * Ends a record: a log line first, then the store. A store that is down undoes nothing and fails nothing, for the
 * change has been made: the line stands, and the failure is counted.
 */
export function auditTrail({ store, line, onFailure, now }: AuditTrailDeps) {
  return async ({ startedAt, ...draft }: AuditDraft, remainingMs: number): Promise<void> => {
    const endedAt = now();
    const record: AuditRecord = {
      id: `${new Date(endedAt).toISOString()}_${randomBytes(6).toString('hex')}`,
      at: new Date(startedAt).toISOString(),
      durationMs: endedAt - startedAt,
      ...draft,
    };
    line({ ...record, input: forLog(record.input) });
    await withinMs(store.append(record), Math.min(appendMs, remainingMs - afterAppendMs)).catch(onFailure);
  };
}

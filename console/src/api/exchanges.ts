import type { AuditRecord } from '#lib/domain/audit-record.ts';
import type { Connectivity } from '#lib/domain/connectivity.ts';
import type { WorkerDetail, WorkersReport } from '#lib/domain/worker.ts';
import { type Answer, send } from './http.ts';
import type { Config, Outcome } from './types.ts';

export type Worker = WorkerDetail & { connectivity: Connectivity };

export const readConfig = (signal?: AbortSignal) =>
  send<Config>({ path: '/config', ...(signal && { signal }) });

export const readWorkers = (signal?: AbortSignal) =>
  send<WorkersReport>({ path: '/workers/status', ...(signal && { signal }) });

export const readWorker = (exchange: string, signal?: AbortSignal) =>
  send<Worker>({ path: `/workers/${encodeURIComponent(exchange)}`, ...(signal && { signal }) });

/** Who acts, and by which right. */
export interface Operator {
  key: string;
  /** Recorded as claimed; empty: nobody. */
  name: string;
}

export interface AuditPage {
  records: AuditRecord[];
  nextCursor: string | null;
}

export function readAudit(operator: Operator, cursor: string | undefined): Promise<Answer<AuditPage>> {
  const query = new URLSearchParams({ limit: '50', ...(cursor && { cursor }) });
  return send({ path: `/audit?${query}`, headers: operatorHeaders(operator) });
}

export interface Change {
  method: 'POST' | 'DELETE';
  path: string;
  body?: object;
}

/** Makes a change; sent again with the same `idempotencyKey` it has one effect. */
export async function change(
  { method, path, body }: Change,
  operator: Operator,
  idempotencyKey: string,
): Promise<Outcome> {
  const headers = { ...operatorHeaders(operator), 'idempotency-key': idempotencyKey };
  return (await send<Outcome>({ method, path, headers, ...(body && { body }) })).body;
}

function operatorHeaders({ key, name }: Operator): Record<string, string> {
  return { 'x-admin-key': key, ...(name && { 'x-actor': name }) };
}

/** What one admin call leaves behind, whoever made it and whatever became of it. Holds no key and no secret. */
export interface AuditRecord {
  /** Unique; sorts by when the call ended. */
  id: string;
  /** When the call came, ISO 8601. */
  at: string;
  durationMs: number;
  requestId: string;
  source: 'http' | 'schedule' | 'job';
  /** Which admin key let the call in, and its version where the secret has any; null where IAM let it in. */
  key: { stage: 'current' | 'previous'; version: string | null } | null;
  /** On whose behalf, as claimed in X-Actor. */
  actor: string | null;
  /** The caller's IP address, or the schedule's ARN. */
  address: string | null;
  /** The function's name. */
  action: string;
  exchange: string | null;
  /** The fields of body and query that were understood. */
  input: Record<string, unknown>;
  /** As the CCXT service told them; `after` only once a change was tried. */
  registryVersion: { before: number | null; after: number | null };
  outcome: {
    /** HTTP status; that which the error would have had for callers that are not HTTP. */
    status: number;
    /** `OK`, or the error's code. */
    code: string;
    changed: boolean | null;
    /** Whether the answer was that of an earlier call with the same idempotency key. */
    replayed: boolean;
  };
}

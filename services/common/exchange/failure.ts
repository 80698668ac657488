import type { FailureCode } from '#lib/domain/connectivity.ts';
import { failureCode } from './failure-code.ts';
import type { ReplyFacts } from './open-exchange.ts';
import { scrub } from './scrub.ts';

export type FailureClass =
  | 'network'
  | 'rate-limit'
  | 'maintenance'
  | 'blocked'
  | 'auth'
  | 'bad-response'
  | 'exchange';

export interface Failure {
  code: FailureCode;
  class: FailureClass;
  /** At most 200 characters, free of URLs, addresses and keys. */
  message: string;
  /** Whether the same request may succeed later by itself. */
  retryable: boolean;
  /** How long the exchange asked to be left alone. */
  retryAfterMs?: number;
}

/** What became of a request to an exchange, from ccxt's error, node's, or our own guards'. */
export function classifyFailure(error: unknown): Failure {
  const code = failureCode(error);
  const failure: Failure = {
    code,
    ...TRAITS[code],
    message: scrub(error instanceof Error ? error.message : String(error)),
  };
  const retryAfterMs = retryAfter(error as ReplyFacts | null);
  if (retryAfterMs > 0) failure.retryAfterMs = Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS);
  return failure;
}

const LONGEST_RETRY_AFTER_MS = 24 * 3_600_000;

/** Milliseconds; NaN without one. RFC 9110, section 10.2.3: seconds, or a date, which the reply's own clock measures. */
function retryAfter(facts: ReplyFacts | null): number {
  const text = facts?.retryAfter;
  if (text === undefined) return Number.NaN;
  if (/^\s*\d+(\.\d+)?\s*$/.test(text)) return Number(text) * 1000;
  const repliedAt = Date.parse(facts?.date ?? '');
  return Date.parse(text) - (Number.isNaN(repliedAt) ? Date.now() : repliedAt);
}

const TRAITS: Record<FailureCode, Pick<Failure, 'class' | 'retryable'>> = {
  UNREACHABLE: { class: 'network', retryable: true },
  DNS: { class: 'network', retryable: true },
  TLS: { class: 'network', retryable: false },
  TIMEOUT: { class: 'network', retryable: true },
  GEO_BLOCKED: { class: 'blocked', retryable: false },
  BLOCKED: { class: 'blocked', retryable: false },
  MAINTENANCE: { class: 'maintenance', retryable: true },
  RATE_LIMITED: { class: 'rate-limit', retryable: true },
  AUTH_REQUIRED: { class: 'auth', retryable: false },
  UNAVAILABLE: { class: 'exchange', retryable: true },
  BAD_RESPONSE: { class: 'bad-response', retryable: true },
  CAPABILITY_MISSING: { class: 'exchange', retryable: false },
  RATE_LIMIT_INVALID: { class: 'exchange', retryable: false },
};

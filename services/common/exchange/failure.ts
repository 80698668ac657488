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
  const retryAfter = Number((error as ReplyFacts | null)?.retryAfter);
  if (retryAfter > 0) failure.retryAfterMs = Math.min(retryAfter * 1000, 24 * 3_600_000);
  return failure;
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

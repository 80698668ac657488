import { createHash, randomUUID } from 'node:crypto';
import { AppError, type ErrorCode } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { RESILIENCE } from '../resilience.ts';
import type { Reply } from '../respond.ts';
import { withinMs } from '../within-ms.ts';
import type { Claim, IdempotencyStore } from './claim.ts';

const { completeMs, afterCompleteMs } = RESILIENCE.records;

/** For how long a key is remembered. */
const KEPT_MS = 24 * 3_600_000;
/** The lease outlives the function, whose own time limit ends it for sure. */
const LEASE_MARGIN_MS = 3_000;
const MAX_RETRY_AFTER_SECONDS = 5;

/** A call that came with a key. */
export interface KeyedCall {
  invocation: Pick<Invocation, 'action' | 'context' | 'timeoutMs'>;
  key: string;
  /** What makes it the same call: exchange, body, query, precondition. */
  content: unknown;
}

export type CarryOutOnce = (
  call: KeyedCall,
  carryOut: () => Promise<Reply>,
) => Promise<{ reply: Reply; replayed: boolean }>;

/** Errors from 500 on after which nothing has changed; the others may have changed something. */
const CHANGED_NOTHING = new Set<ErrorCode>([
  'AUTH_UNAVAILABLE',
  'COLLECTOR_UNAVAILABLE',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_AUTH_MISCONFIGURED',
  'UPSTREAM_TIMEOUT',
]);

export interface IdempotencyDeps {
  store: IdempotencyStore;
  now: () => number;
  /** The outcome of a call could not be kept: a repetition of it is carried out again once the lease has ended. */
  onUnkept: (cause: unknown) => void;
}

/**
 * Carries out calls with the same key once (docs/adr/0005-idempotency.md).
 *
 * 1. Claim the key. It may have been used for another call (422), be in flight (409), or done: then replay.
 * 2. Carry out the call.
 * 3. Keep its reply; after a failure that changed nothing free the key instead. After any other failure the key stays
 *    in flight until its lease ends, for nobody knows yet what came of it.
 */
export function idempotency({ store, now, onUnkept }: IdempotencyDeps): CarryOutOnce {
  return async ({ invocation, key, content }, carryOut) => {
    const attempt = { id: `${invocation.action}#${digest(key)}`, token: randomUUID() };
    const fingerprint = digest(canonical(content));
    const at = now();
    const leaseUntil = at + invocation.timeoutMs + LEASE_MARGIN_MS;
    const claim = await store
      .claim({ ...attempt, fingerprint, now: at, leaseUntil, expiresAt: at + KEPT_MS })
      .catch((cause) => {
        const message = 'Nothing was changed: try again shortly, or without Idempotency-Key.';
        throw new AppError('IDEMPOTENCY_UNAVAILABLE', message, { cause });
      });
    if (claim.kind !== 'granted') return { reply: replayOf(claim, fingerprint, at), replayed: true };

    const keep = (work: Promise<void>) => {
      const leftMs = invocation.context.getRemainingTimeInMillis() - afterCompleteMs;
      return withinMs(work, Math.min(completeMs, leftMs)).catch(onUnkept);
    };
    try {
      const reply = await carryOut();
      await keep(store.complete({ ...attempt, reply: JSON.stringify(reply) }));
      return { reply, replayed: false };
    } catch (error) {
      if (changedNothing(error)) await keep(store.release(attempt));
      throw error;
    }
  };
}

function replayOf(claim: Exclude<Claim, { kind: 'granted' }>, fingerprint: string, now: number): Reply {
  if (claim.fingerprint !== fingerprint) {
    throw new AppError('IDEMPOTENCY_KEY_REUSED', 'Send a new Idempotency-Key with each different call.');
  }
  if (claim.kind === 'in-flight') {
    const leftSeconds = Math.ceil((claim.leaseUntil - now) / 1_000);
    throw new AppError(
      'IDEMPOTENCY_IN_FLIGHT',
      'Send the same call again after Retry-After for its answer.',
      {
        retryAfterSeconds: Math.max(1, Math.min(leftSeconds, MAX_RETRY_AFTER_SECONDS)),
      },
    );
  }
  const reply: Reply = JSON.parse(claim.reply);
  return { ...reply, headers: { ...reply.headers, 'idempotent-replayed': 'true' } };
}

function changedNothing(error: unknown): boolean {
  return error instanceof AppError && (error.status < 500 || CHANGED_NOTHING.has(error.code));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** JSON in which the order of fields makes no difference. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

import * as v from 'valibot';
import { AppError, type ErrorCode } from '../errors.ts';
import { type Refusal, refusal } from '../schemas/ccxt-service.ts';
import type { HttpReply } from './http-client.ts';
import { UpstreamFault } from './upstream-fault.ts';

/** Codes of our own CCXT service that mean the same to our callers, with what they should do. */
const PASSED_ON = new Map<string | undefined, [ErrorCode, string]>([
  [
    'EXCHANGE_UNKNOWN',
    ['EXCHANGE_UNKNOWN', 'ccxt has no such exchange: see availableExchanges in GET config.'],
  ],
  ['EXCHANGE_NOT_ACTIVE', ['EXCHANGE_NOT_ACTIVE', 'Add it first: POST add/:exchange.']],
  ['EXCHANGE_BLACKLISTED', ['EXCHANGE_BLACKLISTED', 'Remove it from the blacklist first.']],
  [
    'VALIDATION_FAILED',
    ['VALIDATION_FAILED', 'ccxt cannot collect from this exchange as asked: see details.'],
  ],
  ['VERSION_CONFLICT', ['VERSION_CONFLICT', 'Others changed the registry at the same time: try again.']],
  [
    'PRECONDITION_FAILED',
    ['PRECONDITION_FAILED', 'The registry has changed: read GET config again for its version.'],
  ],
  [
    'REGISTRY_UNAVAILABLE',
    ['UPSTREAM_UNAVAILABLE', 'The registry cannot be reached now: try again shortly.'],
  ],
  [
    'OUTCOME_UNKNOWN',
    [
      'OUTCOME_UNKNOWN',
      'The registry did not confirm the change: read GET config, and repeat the call if it is missing.',
    ],
  ],
]);

/**
 * The error that a refusal becomes. A service of the older shape sends no `code`; it lists
 * `availableExchanges` for an id that ccxt does not know, and otherwise its 400 means blacklisted. Its
 * sentences are never compared.
 */
export function refusalError(reply: HttpReply): AppError {
  if (reply.status === 401) {
    return new AppError(
      'UPSTREAM_AUTH_MISCONFIGURED',
      'Give the functions and the CCXT service the same service key.',
    );
  }
  const parsed = v.safeParse(refusal, reply.json);
  if (parsed.success) {
    const known = PASSED_ON.get(codeOf(reply.status, parsed.output));
    if (known) return new AppError(known[0], known[1], { details: parsed.output.details });
  }
  return new AppError('UPSTREAM_INVALID', `The CCXT service answered with status ${reply.status}.`);
}

function codeOf(status: number, body: Refusal): string | undefined {
  if (status !== 400) return body.code;
  if (body.code !== undefined) return body.code;
  return body.availableExchanges ? 'EXCHANGE_UNKNOWN' : 'EXCHANGE_BLACKLISTED';
}

/** The error that a failed call becomes: what was sent and may have been carried out is never called a failure. */
export function faultError(fault: unknown, kind: 'read' | 'change'): unknown {
  if (!(fault instanceof UpstreamFault)) return fault;
  const cause = { cause: fault };
  if (fault.kind === 'unreachable') {
    return new AppError(
      'UPSTREAM_UNAVAILABLE',
      'The CCXT service cannot be reached: try again shortly.',
      cause,
    );
  }
  if (fault.kind === 'invalid') {
    return new AppError('UPSTREAM_INVALID', `The CCXT service sent ${fault.message}.`, cause);
  }
  if (kind === 'change') {
    return new AppError(
      'OUTCOME_UNKNOWN',
      'The change was sent and its outcome is not known: read GET config, and repeat the call if it is missing.',
      cause,
    );
  }
  return fault.kind === 'timeout'
    ? new AppError('UPSTREAM_TIMEOUT', 'The CCXT service did not answer in time: try again shortly.', cause)
    : new AppError(
        'UPSTREAM_UNAVAILABLE',
        'The CCXT service broke off its answer: try again shortly.',
        cause,
      );
}

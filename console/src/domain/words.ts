import type { FailureCode } from '#lib/domain/connectivity.ts';
import type { RowState } from './states.ts';

export const STATE_WORDS: Readonly<Record<RowState, string>> = {
  failed: 'Failed',
  quarantined: 'Quarantined',
  stale: 'Stale',
  degraded: 'Degraded',
  unknown: 'Unknown',
  restarting: 'Restarting',
  starting: 'Starting',
  stopping: 'Stopping',
  running: 'Running',
  paused: 'Paused',
  stopped: 'Stopped',
  blacklisted: 'Blacklisted',
  'not-added': 'Not added',
};

const FAILURE_WORDS: Readonly<Record<FailureCode, string>> = {
  UNREACHABLE: 'It cannot be reached',
  DNS: 'Its address cannot be found',
  TLS: 'Its certificate is refused',
  TIMEOUT: 'It did not answer in time',
  GEO_BLOCKED: 'It refuses callers from here',
  BLOCKED: 'It refuses our requests',
  MAINTENANCE: 'It is in maintenance',
  RATE_LIMITED: 'It says that we ask too often',
  AUTH_REQUIRED: 'It wants credentials',
  UNAVAILABLE: 'It says that it is not available',
  BAD_RESPONSE: 'Its answer makes no sense',
  CAPABILITY_MISSING: 'ccxt cannot read what is needed from it',
  RATE_LIMIT_INVALID: 'It would be asked more often than it allows',
};

const OTHER_WORDS: Readonly<Record<string, string>> = {
  CACHE_INVALIDATION_UNCONFIRMED:
    'The change is made, but Redis did not confirm that old answers are deleted. That is repeated by itself.',
  COLLECTOR_UNAVAILABLE:
    'The collector could not be told. It finds the change by itself within seconds of running.',
  RESTART_FAILED: 'The collector could not restart the worker. It compares with the registry every 2 s.',
  SETTINGS_UNSUPPORTED: 'The CCXT service keeps no settings: the defaults hold.',
  BLACKLIST_DETAILS_UNSUPPORTED:
    'The CCXT service keeps neither reason nor expiry: it is blacklisted for good.',
  FIRST_SUCCESS_PENDING: 'The worker has had no success yet. It goes on trying.',
};

/** A failure's code in words; a code that is not known here stays as it is. */
export function failureInWords(code: string): string {
  return FAILURE_WORDS[code as FailureCode] ?? OTHER_WORDS[code] ?? code;
}

/** One of `warnings[]`: `state=…; generation=…; code=…`, or a code alone. */
export function warningInWords(warning: string): string {
  const facts = new Map(warning.split(';').map((part) => part.trim().split('=') as [string, string]));
  const code = facts.get('code') ?? '';
  const state = facts.get('state');
  if (OTHER_WORDS[code]) return OTHER_WORDS[code];
  if (!state || state === 'unknown') return `${failureInWords(code)} (${code}).`;
  return `The worker is ${state}, not yet as it should be: ${failureInWords(code)} (${code}).`;
}

/** A message of the system, which begins in lower case, standing by itself. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

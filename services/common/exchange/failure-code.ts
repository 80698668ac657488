import type { FailureCode } from '#lib/domain/connectivity.ts';
import { errors } from './ccxt-module.ts';
import { DeadlineError } from './deadline.ts';
import type { ReplyFacts } from './open-exchange.ts';
import { BadResponseError } from './response-guards.ts';
import { scrub } from './scrub.ts';

/** Which failure an error means: by class, then HTTP status, then network code, then the broader class. */
export function failureCode(error: unknown): FailureCode {
  if (error instanceof DeadlineError) return 'TIMEOUT';
  if (error instanceof BadResponseError) return 'BAD_RESPONSE';
  const message = messageOf(error);
  const status = httpStatus(error, message);
  // this status has one meaning, whatever the exchange's code makes of the body
  if (status === 451) return 'GEO_BLOCKED';
  return (
    ofSpecificClass(error) ??
    ofStatus(status, scrub(message)) ??
    ofNetwork(error, message) ??
    ofGeneralClass(error)
  );
}

/** Classes that an exchange's own code chose; they know more than the status does. */
function ofSpecificClass(error: unknown): FailureCode | undefined {
  if (error instanceof errors.RestrictedLocation) return 'GEO_BLOCKED';
  if (error instanceof errors.OnMaintenance) return 'MAINTENANCE';
  if (error instanceof errors.RateLimitExceeded || error instanceof errors.DDoSProtection) {
    return 'RATE_LIMITED';
  }
  if (error instanceof errors.BadResponse) return 'BAD_RESPONSE';
  if (error instanceof errors.NotSupported) return 'CAPABILITY_MISSING';
  return undefined;
}

/** ccxt makes ExchangeNotAvailable of most 4xx and 5xx alike. */
function ofStatus(status: number | undefined, message: string): FailureCode | undefined {
  if (status === undefined || status < 300) return undefined;
  if (status === 403) return /countr|region|location|jurisdiction/i.test(message) ? 'GEO_BLOCKED' : 'BLOCKED';
  if (status === 401 || status === 407) return 'AUTH_REQUIRED';
  if (status === 418 || status === 429) return 'RATE_LIMITED';
  if (status === 408 || status === 504) return 'TIMEOUT';
  if (status < 500) return 'BAD_RESPONSE';
  return /maintenance/i.test(message) ? 'MAINTENANCE' : 'UNAVAILABLE';
}

const DNS = /\b(ENOTFOUND|EAI_AGAIN|EAI_NODATA|DNSError)\b/;
const TLS = /\b(ERR_TLS\w*|ERR_SSL\w*|EPROTO|CERT_\w+|\w+_CERT|UNABLE_TO_\w+)\b|certificate|altnames/;
const TIMEOUT = /\b(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)\b|(Connect|Headers|Body) Timeout Error/;
const REFUSED =
  /\b(ECONNREFUSED|ECONNRESET|EPIPE|EHOSTUNREACH|ENETUNREACH|UND_ERR_\w+)\b|other side closed|terminated/;

function ofNetwork(error: unknown, message: string): FailureCode | undefined {
  // ccxt's own text up to here holds the URL, which must not be searched
  const text = `${errorCodes(error).join(' ')} ${message.split('fetch failed').at(1) ?? ''}`;
  if (DNS.test(text)) return 'DNS';
  if (TLS.test(text)) return 'TLS';
  if (TIMEOUT.test(text)) return 'TIMEOUT';
  if (REFUSED.test(text)) return 'UNREACHABLE';
  return undefined;
}

function ofGeneralClass(error: unknown): FailureCode {
  if (error instanceof errors.AuthenticationError) return 'AUTH_REQUIRED';
  if (error instanceof errors.RequestTimeout) return 'TIMEOUT';
  if (error instanceof DOMException) return 'TIMEOUT';
  if (error instanceof errors.ExchangeNotAvailable || error instanceof errors.ExchangeError) {
    return 'UNAVAILABLE';
  }
  if (error instanceof errors.NetworkError) return 'UNREACHABLE';
  // what is left is thrown by a parser that met something it did not expect
  return 'BAD_RESPONSE';
}

function httpStatus(error: unknown, message: string): number | undefined {
  const noted = (error as ReplyFacts | null)?.httpStatus;
  const written =
    /^\S+ [A-Z]+ \S+ (\d{3}) /.exec(message)?.[1] ?? / was not followed \(HTTP (3\d\d),/.exec(message)?.[1];
  return noted ?? (written ? Number(written) : undefined);
}

/** The `code`s along the chain of causes, undici's aggregate included. */
function errorCodes(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > 5) return [];
  const { code, cause, errors: inner } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  const next = [cause, ...(Array.isArray(inner) ? inner : [])];
  return [...(typeof code === 'string' ? [code] : []), ...next.flatMap((one) => errorCodes(one, depth + 1))];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

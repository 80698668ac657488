import type { Answer } from './post.ts';

/** Refusals that are over when some time has passed. */
const THROTTLED = new Set([
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'TransactionInProgressException',
]);
/** What a service may call a signature that is right, but of another time than its own. */
const OF_ANOTHER_TIME = new Set(['InvalidSignatureException', 'RequestExpired', 'RequestTimeTooSkewed']);
/** How far apart the clocks may be: AWS takes five minutes. */
const SKEW_MS = 4 * 60_000;

/** AWS answered, and what it answered is no. */
export class AwsRefusal extends Error {
  override readonly name = 'AwsRefusal';
  readonly status: number;
  /** AWS's own name for it: `ConditionalCheckFailedException`, `ResourceNotFoundException`, … */
  readonly code: string;
  /** By how much AWS's clock was ahead of the one that signed, where that is why it refused; milliseconds. */
  readonly skewMs: number | undefined;

  constructor({ status, body, date }: Answer, what: string, signedAt: number) {
    const { code, message } = said(body);
    const skewMs = Date.parse(date ?? '') - signedAt;
    const isSkewed = OF_ANOTHER_TIME.has(code) && Math.abs(skewMs) > SKEW_MS;
    super([what, code || `status ${status}`, message].filter(Boolean).join(': '));
    this.status = status;
    this.code = code;
    this.skewMs = isSkewed ? skewMs : undefined;
  }

  /** Whether the same request may succeed when it is sent again. */
  get isTransient(): boolean {
    return this.status >= 500 || this.status === 429 || THROTTLED.has(this.code) || this.skewMs !== undefined;
  }
}

/** `{"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", "message": "…"}` */
function said(body: string): { code: string; message: string } {
  try {
    const { __type, message, Message } = Object(JSON.parse(body)) as Record<string, unknown>;
    const code = String(__type ?? '').replace(/^.*#/, '');
    // the lines after the first quote the request, its session's token among it
    return { code, message: String(message ?? Message ?? '').split('\n', 1)[0] ?? '' };
  } catch {
    return { code: '', message: '' }; // no JSON: a proxy's, or half an answer
  }
}

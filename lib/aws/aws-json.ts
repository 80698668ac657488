import http from 'node:http';
import https from 'node:https';
import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import { AwsRefusal } from './aws-refusal.ts';
import { post } from './post.ts';
import { type AwsIdentity, signedHeaders } from './signature-v4.ts';

/** A service of AWS that speaks its JSON protocol (https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html). */
export interface AwsJsonService {
  /** As in its host name and in signatures. */
  name: string;
  /** What an operation's name follows in X-Amz-Target. */
  target: string;
  contentType: `application/x-amz-json-1.${0 | 1}`;
}

export const DYNAMODB: AwsJsonService = {
  name: 'dynamodb',
  target: 'DynamoDB_20120810',
  contentType: 'application/x-amz-json-1.0',
};
export const SECRETS_MANAGER: AwsJsonService = {
  name: 'secretsmanager',
  target: 'secretsmanager',
  contentType: 'application/x-amz-json-1.1',
};

export interface AwsJsonOptions {
  identity: AwsIdentity;
  /** Instead of the region's own. */
  endpoint?: string | undefined;
  limits: {
    /** Of one attempt, connecting and all of its answer included. */
    attemptMs: number;
    attempts: number;
  };
  /** Epoch milliseconds. */
  now?: () => number;
}

/**
 * Carries out one operation, such as `PutItem`, and resolves to what it answers, unchecked. Rejects with an
 * {@link AwsRefusal}, or with node's error when there was no answer.
 */
export type AwsJson = (operation: string, input: object) => Promise<unknown>;

/**
 * A client of one service, in the place of AWS's SDK, which takes longer to load than all else that a function does
 * (docs/adr/0014-signed-requests.md).
 *
 * Whatever may be over the next time is sent again, so each operation must be one that may be carried out twice. The
 * first attempt takes a connection that was kept, the others a new one: what was kept may have died unseen while
 * Lambda held the process still. A clock that is wrong is allowed for from its first refusal on.
 */
export function awsJson(service: AwsJsonService, options: AwsJsonOptions): AwsJson {
  const { identity, limits, now = Date.now } = options;
  const url = new URL(options.endpoint ?? regionalEndpoint(service.name, identity.region));
  // made by the first request: until then node's module is not loaded (build/lazy-builtins.ts)
  let kept: http.Agent | undefined;
  const agent = () => {
    kept ??= new (url.protocol === 'https:' ? https : http).Agent({ keepAlive: true });
    return kept;
  };
  const policy = retry(handleWhen(isTransient), {
    maxAttempts: limits.attempts - 1,
    backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 200 }),
  });
  let skewMs = 0;

  async function attempt(operation: string, body: string, isFirst: boolean): Promise<unknown> {
    const offsetMs = skewMs;
    const signedAt = now() + offsetMs;
    const request = {
      service: service.name,
      host: url.host,
      headers: { 'content-type': service.contentType, 'x-amz-target': `${service.target}.${operation}` },
      body,
    };
    const headers = signedHeaders(request, identity, new Date(signedAt));
    const answer = await post(url, {
      agent: isFirst && agent(),
      headers,
      body,
      withinMs: limits.attemptMs,
    });
    if (answer.status === 200) return JSON.parse(answer.body);
    const refusal = new AwsRefusal(answer, `${service.name} ${operation}`, signedAt);
    if (refusal.skewMs !== undefined) skewMs = offsetMs + refusal.skewMs;
    throw refusal;
  }

  return (operation, input) => {
    const body = JSON.stringify(input);
    return policy.execute((context) => attempt(operation, body, context.attempt === 0));
  };
}

export function regionalEndpoint(service: string, region: string): string {
  return `https://${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

/** No answer, or one that may be another the next time. */
function isTransient(error: unknown): boolean {
  return error instanceof AwsRefusal ? error.isTransient : !(error instanceof SyntaxError);
}

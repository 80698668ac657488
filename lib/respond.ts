import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { AppError } from './errors.ts';

/** What a use case answers over HTTP. Exactly one of the bodies, or none for a 304. */
export interface Reply {
  /** 200 unless given. */
  status?: number;
  headers?: Record<string, string>;
  /** Turned into JSON. */
  json?: unknown;
  /** JSON that is text already, sent as it is. */
  text?: string;
  /** Base64 of brotli-compressed JSON, sent as it is. */
  brotli?: string;
}

const SECURITY_HEADERS = {
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'content-type': 'application/json',
};

/** The response of a function: API Gateway payload 2.0. Nothing is kept by caches unless the reply says so. */
export function httpResponse(reply: Reply, requestId: string): APIGatewayProxyStructuredResultV2 {
  const headers: Record<string, string> = {
    ...SECURITY_HEADERS,
    'cache-control': 'no-store',
    'x-request-id': requestId,
    ...reply.headers,
  };
  const statusCode = reply.status ?? 200;
  if (reply.brotli !== undefined) {
    headers['content-encoding'] = 'br';
    return { statusCode, headers, body: reply.brotli, isBase64Encoded: true };
  }
  const body = reply.text ?? (reply.json === undefined ? '' : JSON.stringify(reply.json));
  return { statusCode, headers, body, isBase64Encoded: false };
}

/** The one form that errors take. */
export function errorReply(error: AppError, requestId: string): Reply {
  const { retryAfterSeconds } = error;
  return {
    status: error.status,
    ...(retryAfterSeconds === undefined ? {} : { headers: { 'retry-after': String(retryAfterSeconds) } }),
    json: {
      error: error.sentence,
      message: error.message,
      code: error.code,
      requestId,
      retryable: error.retryable,
      ...(error.details === undefined ? {} : { details: error.details }),
    },
  };
}

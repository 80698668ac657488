import type middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { AppError } from '../errors.ts';

/** A middleware of ours on middy. */
export type HttpMiddleware = middy.MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>;
export type HttpRequest = middy.Request<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>;

/**
 * A request header by its lower-case name. API Gateway sends names in lower case and joins duplicates by a comma;
 * other callers may send any case, and a name that comes twice then counts as joined too.
 */
export function headerOf(event: APIGatewayProxyEventV2, name: string): string | undefined {
  const headers = event.headers ?? {};
  let joined: string | undefined;
  for (const key of Object.keys(headers)) {
    if (key.length !== name.length || key.toLowerCase() !== name) continue;
    const value = headers[key];
    if (value !== undefined) joined = joined === undefined ? value : `${joined},${value}`;
  }
  return joined;
}

const PRINTABLE = /^[\x20-\x7e]{1,64}$/;

export function isActor(text: string): boolean {
  return PRINTABLE.test(text);
}

/** The `X-Actor` header: who the caller claims to be, for the record only. */
export function claimedActor(event: APIGatewayProxyEventV2): string | undefined {
  const actor = headerOf(event, 'x-actor')?.trim();
  if (!actor) return undefined;
  if (isActor(actor)) return actor;
  throw new AppError('INVALID_REQUEST', 'Send at most 64 printable ASCII characters in X-Actor.');
}

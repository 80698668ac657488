import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { claimedActor, headerOf } from './middleware/http-request.ts';
import { type Deadline, startDeadline } from './request-deadline.ts';
import { RESILIENCE } from './resilience.ts';
import type { ROUTES, RouteName } from './routes.ts';

/** `string` for a route with an `{exchange}` in its path. */
export type ExchangeOf<R extends RouteName> =
  (typeof ROUTES)[R]['path'] extends `${string}{exchange}${string}` ? string : undefined;

/** One request to a use case, wherever it came from, with all input checked. */
export interface Call<R extends RouteName, Body> {
  exchange: ExchangeOf<R>;
  body: Body;
  query: Readonly<Record<string, string | undefined>>;
  ifNoneMatch?: string | undefined;
  ifMatch?: string | undefined;
  acceptsBrotli: boolean;
  /** On whose behalf, as claimed; for the record only. */
  actor: string;
  deadline: Deadline;
}

export function httpCall<R extends RouteName, Body>(
  event: APIGatewayProxyEventV2,
  exchange: ExchangeOf<R>,
  body: Body,
  timeoutMs: number,
): Call<R, Body> {
  return {
    exchange,
    body,
    query: event.queryStringParameters ?? {},
    ifNoneMatch: headerOf(event, 'if-none-match'),
    ifMatch: headerOf(event, 'if-match'),
    acceptsBrotli: acceptsBrotli(headerOf(event, 'accept-encoding')),
    actor: claimedActor(event) ?? 'admin',
    deadline: startDeadline(timeoutMs - RESILIENCE.answerMs),
  };
}

/** A call from a schedule or a direct invocation: its query is the input's, its actor the kind of caller. */
export function jobCall<R extends RouteName, Body>(
  actor: string,
  exchange: ExchangeOf<R>,
  body: Body,
  timeoutMs: number,
): Call<R, Body> {
  return {
    exchange,
    body,
    query: {},
    acceptsBrotli: false,
    actor,
    deadline: startDeadline(timeoutMs - RESILIENCE.answerMs),
  };
}

/** RFC 9110, section 12.5.3: `br` named, and not with a weight of zero. */
function acceptsBrotli(header: string | undefined): boolean {
  return (header ?? '').split(',').some((coding) => {
    const [name, ...parameters] = coding.split(';').map((part) => part.trim().toLowerCase());
    return name === 'br' && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { RouteMatch } from './router.ts';

/** One received HTTP request, its target split but not decoded. */
export interface ReceivedRequest {
  method: string;
  /** Decoded, as matched. */
  path: string;
  rawQueryString: string;
  /** Name, value, name, value, … as they came. */
  rawHeaders: readonly string[];
  body: Buffer;
  protocol: string;
  sourceIp: string;
  receivedAt: Date;
}

/** What a proxy keeps to itself. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade']);

/**
 * The event that an API Gateway HTTP API sends to a Lambda integration, payload format 2.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 *
 * As there, what is empty is left out (cookies, parameters, body), and the path is delivered decoded.
 */
export function toEvent(request: ReceivedRequest, match: RouteMatch): APIGatewayProxyEventV2 {
  const { headers, cookies } = headersOf(request);
  const query = queryOf(request.rawQueryString);
  const domainPrefix = 'local';
  return {
    version: '2.0',
    routeKey: match.routeKey,
    rawPath: request.path,
    rawQueryString: request.rawQueryString,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(query && { queryStringParameters: query }),
    requestContext: {
      accountId: '000000000000',
      apiId: domainPrefix,
      domainName: `${domainPrefix}.execute-api.localhost`,
      domainPrefix,
      http: {
        method: request.method,
        path: request.path,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: `${randomBytes(11).toString('base64url')}=`,
      routeKey: match.routeKey,
      stage: '$default',
      time: commonLogTime(request.receivedAt),
      timeEpoch: request.receivedAt.getTime(),
    },
    ...(Object.keys(match.pathParameters).length > 0 && { pathParameters: match.pathParameters }),
    ...bodyOf(request.body, headers['content-type']),
  };
}

/** Lower-case names, duplicates joined by a comma, cookies apart, and what the gateway itself adds. */
function headersOf(request: ReceivedRequest) {
  const values = new Map<string, string[]>();
  const add = (name: string, value: string) => {
    const present = values.get(name);
    if (present) present.push(value);
    else values.set(name, [value]);
  };
  const cookies: string[] = [];
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    const name = (request.rawHeaders[i] ?? '').toLowerCase();
    const value = request.rawHeaders[i + 1] ?? '';
    if (name === 'cookie') cookies.push(...value.split(';').map((cookie) => cookie.trim()));
    else if (!HOP_BY_HOP.has(name) && name !== 'transfer-encoding') add(name, value);
  }
  values.set('content-length', [String(request.body.length)]);
  add('x-forwarded-for', request.sourceIp);
  values.set('x-forwarded-proto', ['http']);
  const seconds = Math.floor(request.receivedAt.getTime() / 1000).toString(16);
  values.set('x-amzn-trace-id', [`Root=1-${seconds}-${randomBytes(12).toString('hex')}`]);
  const headers: Record<string, string> = Object.fromEntries([...values].map(([n, v]) => [n, v.join(',')]));
  return { headers, cookies: cookies.filter((cookie) => cookie !== '') };
}

function queryOf(rawQueryString: string): Record<string, string> | undefined {
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    const present = values.get(name);
    values.set(name, present === undefined ? value : `${present},${value}`);
  }
  return values.size > 0 ? Object.fromEntries(values) : undefined;
}

/**
 * Only these are text to an HTTP API; everything else, a missing content type included, comes as base64 (found by
 * measurement in https://github.com/ministackorg/ministack/pull/766, not documented). Bytes that are no UTF-8 cannot
 * be text here either.
 */
const TEXT = /^(text\/|application\/(json|xml|javascript)$)/;

function bodyOf(body: Buffer, contentType = ''): Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded'> {
  if (body.length === 0) return { isBase64Encoded: false };
  const mediaType = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  const text = TEXT.test(mediaType) && isUtf8(body);
  return { body: body.toString(text ? 'utf8' : 'base64'), isBase64Encoded: !text };
}

/** `12/Mar/2020:19:03:58 +0000` */
function commonLogTime(at: Date): string {
  const [, day, month, year, time] = at.toUTCString().split(/[ ,]+/);
  return `${day}/${month}/${year}:${time} +0000`;
}

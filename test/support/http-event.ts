import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { ROUTES, type Route, type RouteName } from '#lib/routes.ts';

/** What a test wants to say; the rest is as API Gateway sends it. */
export interface EventOptions {
  exchange?: string;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  /** Sent as JSON with its content type, unless it is a string: then as it is. */
  body?: unknown;
  isBase64Encoded?: boolean;
}

/** An event of API Gateway (HTTP API, payload 2.0) for one of our routes. */
export function httpEvent(name: RouteName, options: EventOptions = {}): APIGatewayProxyEventV2 {
  const route: Route = ROUTES[name];
  const routeKey = `${route.method} ${route.path}`;
  const path = route.path.replace('{exchange}', options.exchange ?? '');
  const text = typeof options.body === 'string' ? options.body : JSON.stringify(options.body);
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: '',
    headers: { ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers },
    ...(options.query ? { queryStringParameters: options.query } : {}),
    ...(options.exchange === undefined ? {} : { pathParameters: { exchange: options.exchange } }),
    ...(text === undefined ? {} : { body: text }),
    isBase64Encoded: options.isBase64Encoded ?? false,
    requestContext: {
      accountId: '123456789012',
      apiId: 'test',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: { method: route.method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: 'gateway-request',
      routeKey,
      stage: '$default',
      time: '22/Nov/2026:12:00:00 +0000',
      timeEpoch: 1_795_348_800_000,
    },
  };
}

export function lambdaContext(functionName = 'test'): Context {
  return {
    awsRequestId: 'request-1',
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:eu-central-1:123456789012:function:${functionName}`,
    memoryLimitInMB: '256',
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'test',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => 10_000,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { ROUTES } from '#lib/routes.ts';
import { gatewayServer } from '#local/gateway/server.ts';
import { sendRaw } from '../../support/raw-http.ts';

/** Functions that answer with what they were given. */
const seen: { name: string; event: APIGatewayProxyEventV2; context: Context }[] = [];
const server = gatewayServer({
  routes: ROUTES,
  loadHandler: async (name) => async (event, context) => {
    seen.push({ name, event: event as APIGatewayProxyEventV2, context });
    return { statusCode: 204 };
  },
});
let port: number;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.close();
});

/** The event that a request causes; `lines` are the request line and headers, without Host. */
async function eventOf(lines: string[], body: string | Buffer = '') {
  seen.length = 0;
  const [requestLine, ...headers] = lines;
  const head = [requestLine, 'Host: api.test', ...headers, 'Connection: close'];
  if (body.length > 0) head.push(`Content-Length: ${Buffer.byteLength(body)}`);
  const reply = await sendRaw(
    port,
    Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.from(body)]),
  );
  return { reply, ...seen[0], event: seen[0]?.event };
}

describe('the event of a request', () => {
  it('is what an HTTP API sends, field by field', async () => {
    const before = Date.now();
    const { name, event, context } = await eventOf(
      [
        'POST /api/v1/exchanges/add/Binance?dryRun=true&tag=a&tag=b%20c HTTP/1.1',
        'User-Agent: check/1',
        'X-Admin-Key: one',
        'X-ADMIN-KEY: two',
        'Cookie: a=1; b=2',
        'Content-Type: application/json; charset=utf-8',
      ],
      '{"pollIntervalMs":1000}',
    );
    expect(name).toBe('add-exchange');
    expect(event).toEqual({
      version: '2.0',
      routeKey: 'POST /api/v1/exchanges/add/{exchange}',
      rawPath: '/api/v1/exchanges/add/Binance',
      rawQueryString: 'dryRun=true&tag=a&tag=b%20c',
      cookies: ['a=1', 'b=2'],
      headers: {
        host: 'api.test',
        'user-agent': 'check/1',
        'x-admin-key': 'one,two',
        'content-type': 'application/json; charset=utf-8',
        'content-length': '23',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'http',
        'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
      },
      queryStringParameters: { dryRun: 'true', tag: 'a,b c' },
      requestContext: {
        accountId: '000000000000',
        apiId: 'local',
        domainName: 'local.execute-api.localhost',
        domainPrefix: 'local',
        http: {
          method: 'POST',
          path: '/api/v1/exchanges/add/Binance',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'check/1',
        },
        requestId: expect.stringMatching(/^[\w-]{15}=$/),
        routeKey: 'POST /api/v1/exchanges/add/{exchange}',
        stage: '$default',
        time: expect.stringMatching(/^\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} \+0000$/),
        timeEpoch: expect.any(Number),
      },
      pathParameters: { exchange: 'Binance' },
      body: '{"pollIntervalMs":1000}',
      isBase64Encoded: false,
    });
    expect(event?.requestContext.timeEpoch).toBeGreaterThanOrEqual(before);
    expect(context?.getRemainingTimeInMillis()).toBeLessThanOrEqual(ROUTES['add-exchange'].timeoutMs);
    expect(context?.getRemainingTimeInMillis()).toBeGreaterThan(ROUTES['add-exchange'].timeoutMs - 5_000);
    expect(context).toMatchObject({
      functionName: 'exchange-control-plane-add-exchange',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('leaves out what is empty', async () => {
    const { event } = await eventOf(['GET /api/v1/exchanges/config HTTP/1.1']);
    expect(Object.keys(event ?? {}).sort()).toEqual(
      [
        'headers',
        'isBase64Encoded',
        'rawPath',
        'rawQueryString',
        'requestContext',
        'routeKey',
        'version',
      ].sort(),
    );
    expect(event).toMatchObject({ rawQueryString: '', isBase64Encoded: false });
    expect(event?.headers).toMatchObject({ 'content-length': '0' });
    expect(event?.headers).not.toHaveProperty('connection');
  });

  it.each([
    ['%2e%2e', '..'],
    ['%252e', '%2e'],
    ['a%3Fb%23c', 'a?b#c'],
    ['a%0d%0ab', 'a\r\nb'],
    ['a%00', 'a\0'],
    ['%D0%B0', '\u0430'],
    ['__proto__', '__proto__'],
    ['..;a=b', '..;a=b'],
    ['@evil', '@evil'],
  ])('carries the path segment %s decoded', async (sent, decoded) => {
    const { event } = await eventOf([`POST /api/v1/exchanges/add/${sent} HTTP/1.1`]);
    expect(event?.pathParameters).toEqual({ exchange: decoded });
    expect(event?.rawPath).toBe(`/api/v1/exchanges/add/${decoded}`);
    expect(event?.requestContext.http.path).toBe(`/api/v1/exchanges/add/${decoded}`);
  });

  it('keeps query names that objects treat specially as plain data', async () => {
    const { event } = await eventOf(['GET /api/v1/exchanges/config?__proto__=x&a=1+2 HTTP/1.1']);
    expect(Object.entries(event?.queryStringParameters ?? {})).toEqual([
      ['__proto__', 'x'],
      ['a', '1 2'],
    ]);
  });

  it.each([
    ['application/json', false],
    ['Application/JSON; charset=utf-8', false],
    ['text/csv', false],
    ['application/xml', false],
    ['application/javascript', false],
    ['application/problem+json', true],
    ['application/x-www-form-urlencoded', true],
    ['application/octet-stream', true],
    ['', true],
  ])('delivers a body of type "%s" with isBase64Encoded %s', async (type, base64) => {
    const headers = type ? [`Content-Type: ${type}`] : [];
    const { event } = await eventOf(['POST /api/v1/exchanges/refresh HTTP/1.1', ...headers], '{"a":"ü"}');
    expect(event?.isBase64Encoded).toBe(base64);
    expect(event?.body).toBe(base64 ? Buffer.from('{"a":"ü"}').toString('base64') : '{"a":"ü"}');
  });

  it('never turns bytes that are no UTF-8 into other text', async () => {
    const { event } = await eventOf(
      ['POST /api/v1/exchanges/refresh HTTP/1.1', 'Content-Type: application/json'],
      Buffer.from([0x22, 0xff, 0x22]),
    );
    expect(event).toMatchObject({ isBase64Encoded: true, body: 'Iv8i' });
  });

  it('takes the absolute form of a target, and a body in chunks', async () => {
    const { event } = await eventOf([
      'GET http://elsewhere.test/api/v1/exchanges/config?a=1 HTTP/1.1',
      'X-Forwarded-For: 203.0.113.9',
    ]);
    expect(event).toMatchObject({ rawPath: '/api/v1/exchanges/config', rawQueryString: 'a=1' });
    expect(event?.headers['x-forwarded-for']).toBe('203.0.113.9,127.0.0.1');

    seen.length = 0;
    await sendRaw(
      port,
      'POST /api/v1/exchanges/refresh HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nConnection: close\r\n' +
        'Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n',
    );
    expect(seen[0]?.event.body).toBe('abc');
    expect(seen[0]?.event.headers).toMatchObject({ 'content-length': '3' });
    expect(seen[0]?.event.headers).not.toHaveProperty('transfer-encoding');
  });
});

describe('what has no route', () => {
  it.each([
    'GET /',
    'GET /api/v1/exchanges/config/',
    'GET //api/v1/exchanges/config',
    'HEAD /api/v1/exchanges/config',
    'OPTIONS /api/v1/exchanges/config',
    'POST /api/v1/exchanges/config',
    'PATCH /api/v1/exchanges/refresh',
    'POST /api/v1/exchanges/add/',
    'POST /api/v1/exchanges/add/..%2f..%2fadmin',
    'POST /api/v1/exchanges/add/a/b',
    'GET /API/V1/exchanges/config',
  ])('%s is 404 and reaches no function', async (request) => {
    const { reply, event } = await eventOf([`${request} HTTP/1.1`]);
    expect(reply.status).toBe(404);
    expect(reply.body).toBe(request.startsWith('HEAD') ? '' : '{"message":"Not Found"}');
    expect(event).toBeUndefined();
  });

  it.each(['/api/v1/exchanges/add/%zz', '/api/v1/exchanges/add/%ff'])(
    '%s cannot be decoded: 400',
    async (path) => {
      const { reply, event } = await eventOf([`POST ${path} HTTP/1.1`]);
      expect(reply).toMatchObject({ status: 400, body: '{"message":"Bad Request"}' });
      expect(event).toBeUndefined();
    },
  );
});

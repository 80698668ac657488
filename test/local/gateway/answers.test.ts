import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type GatewayOptions, gatewayServer } from '#local/gateway/server.ts';
import type { Handler } from '#local/lambda.ts';
import { sendRaw } from '../../support/raw-http.ts';

const routes = { f: { method: 'POST', path: '/api/v1/f', timeoutMs: 5_000 } } as const;
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function serve(handler: Handler, options: Partial<GatewayOptions> = {}) {
  const answers: Parameters<NonNullable<GatewayOptions['onAnswer']>>[0][] = [];
  const server = gatewayServer({
    routes,
    loadHandler: async () => handler,
    onAnswer: (answer) => answers.push(answer),
    ...options,
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, answers, url: `http://127.0.0.1:${port}/api/v1/f` };
}

async function answerTo(result: unknown) {
  const { url } = await serve(async () => result);
  return fetch(url, { method: 'POST' });
}

describe('the response to a result', () => {
  it('has its status, headers, cookies and body', async () => {
    const response = await answerTo({
      statusCode: '201',
      headers: { 'X-Thing': 7, 'Content-Type': 'application/json', 'content-length': '99' },
      cookies: ['a=1; HttpOnly', 'b=2'],
      body: '{"ü":1}',
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('x-thing')).toBe('7');
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2']);
    expect(response.headers.get('apigw-requestid')).toMatch(/^[\w-]{15}=$/);
    expect(await response.text()).toBe('{"ü":1}');
  });

  it('is decoded from base64, byte for byte', async () => {
    const bytes = Buffer.from([0, 255, 128, 10]);
    const response = await answerTo({
      statusCode: 200,
      body: bytes.toString('base64'),
      isBase64Encoded: true,
    });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  it.each([
    [{ message: 'hi' }, '{"message":"hi"}'],
    ['hi', 'hi'],
    [undefined, 'null'],
    [[1], '[1]'],
  ])('without a statusCode %j is a 200 in JSON', async (result, text) => {
    const response = await answerTo(result);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.text()).toBe(text);
  });

  it.each([
    { statusCode: 'abc' },
    { statusCode: 0 },
    { statusCode: 200, body: { a: 1 } },
    { statusCode: 200, headers: 'x' },
    { statusCode: 200, headers: { 'x-bad': 'a\r\nb' } },
    { statusCode: 200, body: 'x'.repeat(6 * 1024 * 1024 + 1) },
  ])('is a 500 for a malformed result', async (result) => {
    const response = await answerTo(result);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ message: 'Internal Server Error' });
  });

  it('has no body with 304', async () => {
    const response = await answerTo({ statusCode: 304, headers: { ETag: '"1"' }, body: 'x' });
    expect(response.status).toBe(304);
    expect(response.headers.get('etag')).toBe('"1"');
    expect(await response.text()).toBe('');
  });

  it('is a 500 when the function throws, whose error is only told inside', async () => {
    const { url, answers } = await serve(async () => {
      throw new Error('the cause');
    });
    const response = await fetch(url, { method: 'POST' });
    expect(response.status).toBe(500);
    expect(await response.text()).toBe('{"message":"Internal Server Error"}');
    expect(answers).toEqual([
      {
        request: 'POST /api/v1/f',
        status: 500,
        name: 'f',
        ms: expect.any(Number),
        error: new Error('the cause'),
      },
    ]);
  });

  it('is a 500 when the function runs into its own time limit', async () => {
    const { url } = await serve(() => new Promise(() => {}), {
      routes: { f: { ...routes.f, timeoutMs: 30 } },
    });
    expect((await fetch(url, { method: 'POST' })).status).toBe(500);
  });

  it('is a 503 when the gateway stops waiting first', async () => {
    const { url } = await serve(() => new Promise(() => {}), {
      routes: { f: { ...routes.f, timeoutMs: 200 } },
      integrationTimeoutMs: 30,
    });
    const response = await fetch(url, { method: 'POST' });
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ message: 'Service Unavailable' });
  });
});

describe('limits', () => {
  const ok: Handler = async (event) => ({
    statusCode: 200,
    body: String((event as { body?: string }).body?.length),
  });
  const post = (url: string, bytes: number) =>
    fetch(url, { method: 'POST', body: Buffer.alloc(bytes, 'a'), headers: { 'content-type': 'text/plain' } });

  it('lets 6 MB through to a function and refuses more, first as Lambda does, then as the gateway does', async () => {
    const { url } = await serve(ok);
    expect(await (await post(url, 6 * 1024 * 1024)).text()).toBe(String(6 * 1024 * 1024));
    const overLambda = await post(url, 6 * 1024 * 1024 + 1);
    expect([overLambda.status, await overLambda.json()]).toEqual([
      413,
      { message: 'Request Entity Too Large' },
    ]);
    const overGateway = await post(url, 10 * 1024 * 1024 + 1);
    expect([overGateway.status, await overGateway.json()]).toEqual([413, { message: 'Request Too Long' }]);
  });

  it('finds a body in chunks that is too long before it has ended', async () => {
    const { port } = await serve(ok);
    const socket = connect(port, '127.0.0.1');
    socket.write('POST /api/v1/f HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    const chunk = Buffer.alloc(1024 * 1024, 'a');
    for (let i = 0; i < 11; i++) {
      socket.write('100000\r\n');
      socket.write(chunk);
      socket.write('\r\n');
    }
    const [reply] = await once(socket, 'data');
    expect(String(reply)).toMatch(/^HTTP\/1\.1 413 [\s\S]*Request Too Long/);
    socket.destroy();
  });

  it('counts the request line and the header values: 10,240 bytes', async () => {
    const { port } = await serve(ok);
    const head = ['POST /api/v1/f HTTP/1.1', 'Host: x', 'Connection: close'];
    const used = 'POST /api/v1/f HTTP/1.1'.length + 'x'.length + 'close'.length;
    const withValue = (bytes: number) => `${[...head, `X-Long: ${'v'.repeat(bytes)}`].join('\r\n')}\r\n\r\n`;
    expect((await sendRaw(port, withValue(10_240 - used))).status).toBe(200);
    const refused = await sendRaw(port, withValue(10_241 - used));
    expect(refused).toMatchObject({ status: 431, body: '{"message":"Request Header Fields Too Large"}' });
    expect((await sendRaw(port, withValue(66_000))).status).toBe(431);
  });

  it('answers what is no HTTP with 400, and lives on', async () => {
    const { port, url } = await serve(ok);
    expect((await sendRaw(port, 'hello\r\n\r\n')).status).toBe(400);
    expect((await fetch(url, { method: 'POST' })).status).toBe(200);
  });

  it('lives on when a client goes away in the middle of its body', async () => {
    const { port, url } = await serve(ok);
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST /api/v1/f HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc');
    socket.destroy();
    await once(socket, 'close');
    expect((await fetch(url, { method: 'POST' })).status).toBe(200);
  });
});

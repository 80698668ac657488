import { afterEach, describe, expect, it } from '@jest/globals';
import { httpClient } from '#lib/upstream/http-client.ts';
import { sendJson, startHttpStub } from '../support/http-stub.ts';

type Stub = Awaited<ReturnType<typeof startHttpStub>>;
let stub: Stub | undefined;
afterEach(() => stub?.close());

async function given(answer: Parameters<typeof startHttpStub>[0]): Promise<Stub> {
  stub = await startHttpStub(answer);
  return stub;
}

const soon = () => AbortSignal.timeout(300);
const get = (url: string, signal = soon()) => httpClient(url)({ method: 'GET', path: '/x', signal });

describe('httpClient', () => {
  it('sends JSON and reads JSON back', async () => {
    const { url, seen } = await given((_, response) => sendJson(response, 201, { ok: true }));
    const reply = await httpClient(url)({
      method: 'POST',
      path: '/a?b=c',
      headers: { 'x-api-key': 'k' },
      body: { x: 1 },
      signal: soon(),
    });
    expect(reply).toMatchObject({ status: 201, json: { ok: true } });
    expect(seen[0]).toMatchObject({ method: 'POST', path: '/a?b=c', body: '{"x":1}' });
    expect(seen[0]?.headers).toMatchObject({ accept: 'application/json', 'x-api-key': 'k' });
  });

  it.each([
    ['HTML', (response) => response.end('<html>'), 'invalid'],
    [
      'half a body',
      (response) =>
        response.writeHead(200, { 'content-length': 100 }).write('{"a":') && response.socket?.end(),
      'invalid',
    ],
    [
      'a redirect',
      (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end('{}'),
      'invalid',
    ],
    ['over 1 MB', (response) => response.end(JSON.stringify('x'.repeat(1024 * 1024))), 'invalid'],
    ['invalid UTF-8', (response) => response.end(Buffer.from([0x22, 0xff, 0x22])), 'invalid'],
    ['silence', () => undefined, 'timeout'],
    ['a body that never ends', (response) => response.writeHead(200).write('{'), 'timeout'],
    ['a closed connection', (response) => response.socket?.destroy(), 'broken'],
  ] as [string, (response: import('node:http').ServerResponse) => void, string][])(
    'calls %s a fault of kind %3$s',
    async (_, answer, kind) => {
      const { url } = await given((_request, response) => answer(response));
      await expect(get(url)).rejects.toMatchObject({ kind });
    },
  );

  it('tells that nothing was sent when no connection was made', async () => {
    const { url, close } = await given(() => undefined);
    await close();
    stub = undefined;
    await expect(get(url)).rejects.toMatchObject({ kind: 'unreachable' });
  });

  it('refuses a path that a URL parser would change', async () => {
    const { url, seen } = await given((_, response) => sendJson(response, 200, {}));
    const request = { method: 'GET', path: '/a/../admin', signal: soon() } as const;
    await expect(httpClient(url)(request)).rejects.toMatchObject({ kind: 'invalid' });
    expect(seen).toHaveLength(0);
  });

  it('reads once more over a new connection when the kept one was closed, and never repeats a change', async () => {
    let dropped = 0;
    const sockets = new Set<unknown>();
    const { url, seen } = await given((_, response) => {
      if (sockets.has(response.socket)) {
        dropped += 1;
        response.socket?.destroy();
        return;
      }
      sockets.add(response.socket);
      sendJson(response, 200, {});
    });
    const client = httpClient(url);
    const read = () => client({ method: 'GET', path: '/read', signal: soon() });
    await read();
    expect((await read()).status).toBe(200);
    expect(dropped).toBe(1);

    const change = () => client({ method: 'POST', path: '/change', body: {}, signal: soon() });
    await change();
    await change();
    expect(seen.filter(({ method }) => method === 'POST')).toHaveLength(2);
    expect(dropped).toBe(1);
  });
});

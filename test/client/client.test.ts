import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ROUTES } from '#lib/routes.ts';
import { ApiError, ExchangeControlPlane, NoAnswerError } from '../../client/src/index.ts';
import { OPERATIONS } from '../../client/src/operations.ts';
import { type SeenRequest, sendJson, startHttpStub } from '../support/http-stub.ts';

const KEY = 'k3y-0123456789abcdefghijklmnopqrstuv';
const DONE = { message: 'done', changed: true, warnings: [] };
const AWAY = {
  error: 'CCXT service not available',
  message: 'try again',
  code: 'UPSTREAM_UNAVAILABLE',
  requestId: 'r',
  retryable: true,
};

let stub: Awaited<ReturnType<typeof startHttpStub>>;
afterEach(() => stub?.close());
async function answering(answer: (request: SeenRequest, response: ServerResponse) => void) {
  stub = await startHttpStub(answer);
  return new ExchangeControlPlane({ url: `${stub.url}/`, adminKey: () => KEY, actor: 'ada' });
}
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );
const sent = (header: string) => stub.seen.map(({ headers }) => headers[header]);

describe('the methods', () => {
  it('reach every route, each with the method, path and access that it has', async () => {
    const plane = await answering((_, response) => sendJson(response, 200, DONE));
    const calls = [
      plane.config(),
      plane.supported(),
      plane.workers(),
      plane.worker('okx'),
      plane.add('okx'),
      plane.refresh(),
      plane.blacklist('okx'),
      plane.unblacklist('okx'),
      plane.restart('okx'),
      plane.pause('okx'),
      plane.resume('okx'),
      plane.restartWorkers(),
      plane.audit(),
      plane.openapi(),
      plane.health(),
    ];
    await Promise.all(calls);
    const asked = stub.seen.map(
      ({ method, path, headers }) => `${method} ${path} ${headers['x-admin-key'] === KEY}`,
    );
    const routes = Object.values(ROUTES).map(
      ({ method, path, access }) => `${method} ${path.replace('{exchange}', 'okx')} ${access === 'admin'}`,
    );
    expect(asked.toSorted()).toEqual(routes.toSorted());
    expect(Object.keys(OPERATIONS)).toEqual(Object.keys(ROUTES));
  });

  it('say what they are given, and nothing that would leave the path', async () => {
    const plane = await answering((_, response) => sendJson(response, 200, DONE));
    await plane.blacklist('../a b', { ttlSeconds: 60 }, { ifMatch: 7, idempotencyKey: 'mine', actor: 'bob' });
    await plane.audit({ limit: 5, cursor: 'x y' });
    const [change, audit] = stub.seen;
    expect(change).toMatchObject({
      path: '/api/v1/exchanges/blacklist/..%2Fa%20b',
      body: '{"ttlSeconds":60}',
    });
    expect(change?.headers).toMatchObject({ 'if-match': '"7"', 'idempotency-key': 'mine', 'x-actor': 'bob' });
    expect(audit?.path).toBe('/api/v1/exchanges/audit?limit=5&cursor=x+y');
  });
});

describe('a change', () => {
  it('that is sent again carries the same key, so that it has one effect; another has another', async () => {
    let failures = 2;
    const plane = await answering((_, response) => {
      failures -= 1;
      if (failures >= 1) response.destroy();
      else if (failures === 0) sendJson(response, 503, AWAY);
      else sendJson(response, 200, DONE);
    });
    expect((await plane.refresh({}, { retries: 2 })).data).toEqual(DONE);
    await plane.refresh();
    const [first, second, third, other] = sent('idempotency-key');
    expect(new Set([first, second, third])).toEqual(new Set([first]));
    expect(other).not.toBe(first);
  });

  it('is not sent again unless that was asked for', async () => {
    const plane = await answering((_, response) => sendJson(response, 503, AWAY));
    const error = await failure(plane.restart('okx'));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      status: 503,
      retryable: true,
      idempotencyKey: sent('idempotency-key')[0],
    });
    expect(stub.seen).toHaveLength(1);
  });

  it('that was refused is not sent again', async () => {
    const plane = await answering((_, response) =>
      sendJson(response, 409, { ...AWAY, code: 'EXCHANGE_BLACKLISTED', retryable: false }),
    );
    expect(await failure(plane.add('okx', {}, { retries: 3 }))).toMatchObject({
      code: 'EXCHANGE_BLACKLISTED',
    });
    expect(stub.seen).toHaveLength(1);
  });
});

describe('a read with a tag', () => {
  it('asks whether the earlier answer is still right, and gives that', async () => {
    const body = { exchanges: ['okx'], count: 1 };
    const plane = await answering(({ headers }, response) => {
      const cache = { etag: 'W/"1"', 'x-cache': 'HIT', age: '3' };
      if (headers['if-none-match'] === 'W/"1"') response.writeHead(304, cache).end();
      else
        response.writeHead(200, { ...cache, 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    expect(await plane.supported()).toMatchObject({
      status: 200,
      data: body,
      cache: { outcome: 'HIT', ageSeconds: 3 },
    });
    expect(await plane.supported()).toMatchObject({ status: 304, data: body });
    expect(await plane.supported()).toMatchObject({ status: 304, data: body });
  });
});

describe('no answer', () => {
  it.each([
    ['nothing listens', 'UNREACHABLE', (_: SeenRequest, response: ServerResponse) => response.destroy()],
    [
      'something else answers',
      'NOT_THE_API',
      (_: SeenRequest, response: ServerResponse) => response.end('<html>'),
    ],
    [
      'another API answers',
      'NOT_THE_API',
      (_: SeenRequest, response: ServerResponse) => sendJson(response, 404, { message: 'Not Found' }),
    ],
  ])('%s: %s', async (_, code, answer) => {
    const error = await failure((await answering(answer)).supported());
    expect(error).toBeInstanceOf(NoAnswerError);
    expect(error).toMatchObject({ code });
  });

  it('in time: TIMEOUT, with retries too', async () => {
    const plane = await answering(() => undefined);
    expect(await failure(plane.supported({ timeoutMs: 30, retries: 5 }))).toMatchObject({ code: 'TIMEOUT' });
  });

  it('in time for another try: the error at once', async () => {
    const plane = await answering((_, response) => {
      response.setHeader('retry-after', '120');
      sendJson(response, 503, AWAY);
    });
    const error = await failure(plane.supported({ timeoutMs: 60_000, retries: 5 }));
    expect(error).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryAfterSeconds: 120 });
    expect(stub.seen).toHaveLength(1);
  });

  it('of the API, but of the gateway in front of it: said so, and worth trying again', async () => {
    let calls = 0;
    const plane = await answering((_, response) => {
      calls += 1;
      sendJson(response, calls < 3 ? 429 : 200, { message: 'Too Many Requests' });
    });
    expect(await failure(plane.supported())).toMatchObject({
      status: 429,
      message: expect.stringMatching(/answered 429, Too Many/),
    });
    expect(await plane.supported({ retries: 1 })).toMatchObject({ status: 200 });
  });

  it('in time does not count the time in which somebody types the key', async () => {
    stub = await startHttpStub((_, response) => sendJson(response, 200, DONE));
    const typed = Promise.withResolvers<string>();
    const plane = new ExchangeControlPlane({ url: stub.url, adminKey: () => typed.promise, timeoutMs: 200 });
    const change = plane.restart('okx');
    AbortSignal.timeout(300).addEventListener('abort', () => typed.resolve(KEY));
    expect((await change).status).toBe(200);
  });

  it('is not what a header that cannot be is taken for', async () => {
    stub = await startHttpStub((_, response) => sendJson(response, 200, DONE));
    const plane = new ExchangeControlPlane({ url: stub.url, adminKey: KEY, actor: 'Zo\u20ac' });
    expect(await failure(plane.restart('okx'))).not.toBeInstanceOf(NoAnswerError);
    expect(stub.seen).toEqual([]);
  });

  it('is not waited for when the caller has given up', async () => {
    const caller = new AbortController();
    const plane = await answering(() => caller.abort(new Error('enough')));
    expect(await failure(plane.supported({ signal: caller.signal, retries: 5 }))).toMatchObject({
      message: 'enough',
    });
    expect(stub.seen).toHaveLength(1);
  });
});

it('health with deep takes the 503 of a system that is not healthy for an answer', async () => {
  const plane = await answering((_, response) =>
    sendJson(response, 503, { status: 'unhealthy', checks: {} }),
  );
  expect(await plane.health({ deep: true })).toMatchObject({ status: 503, data: { status: 'unhealthy' } });
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { AdminKeys } from '#lib/auth/admin-keys.ts';
import { fixedKey } from '#lib/auth/key-sources.ts';
import { endpointFactory } from '#lib/endpoint.ts';
import { AppError } from '#lib/errors.ts';
import { adminKey } from '#lib/middleware/admin-key.ts';
import { jsonBody } from '#lib/middleware/json-body.ts';
import { addBody } from '#lib/schemas/requests.ts';
import { type EventOptions, httpEvent, lambdaContext } from './support/http-event.ts';

const KEY = 'k3y-0123456789abcdefghijklmnopqrstuv';
const admin = { 'x-admin-key': KEY };

interface Seen {
  exchange: string;
  body: unknown;
  actor: string;
}
let calls: Seen[];
let logged: { message: string; fields: Record<string, unknown> }[];
let fails: unknown;
beforeEach(() => {
  calls = [];
  logged = [];
  fails = undefined;
});

const log = {
  addContext: () => undefined,
  warn: (message: string, fields: Record<string, unknown>) => logged.push({ message, fields }),
  error: (message: string, fields: Record<string, unknown>) => logged.push({ message, fields }),
};
const keys = new AdminKeys(fixedKey(KEY));
const endpoint = endpointFactory({
  app: () => calls,
  log: () => log,
  gate: [adminKey({ keys: () => keys, onLetIn: () => undefined, onRefused: () => undefined })],
  body: [jsonBody()],
  flush: () => undefined,
});
const handler = endpoint({
  route: 'add-exchange',
  schema: addBody,
  run: async (seen, { exchange, body, actor }) => {
    seen.push({ exchange, body, actor });
    if (fails) throw fails;
    return { json: { ok: true } };
  },
});

async function call(options: EventOptions) {
  const event = httpEvent('add-exchange', { exchange: 'kraken', headers: admin, ...options });
  const response = (await handler(event, lambdaContext())) as APIGatewayProxyStructuredResultV2;
  return {
    status: response.statusCode,
    headers: response.headers ?? {},
    body: JSON.parse(response.body ?? ''),
  };
}

describe('an admin endpoint over HTTP', () => {
  it('hands checked input to the use case', async () => {
    const headers = {
      'X-ADMIN-Key': KEY,
      'x-actor': 'ops',
      'content-type': 'Application/JSON; charset=utf-8',
    };
    const { status, body } = await call({ exchange: 'KRAKEN', headers, body: { pollIntervalMs: 500 } });
    expect({ status, body }).toEqual({ status: 200, body: { ok: true } });
    expect(calls).toEqual([{ exchange: 'kraken', body: { pollIntervalMs: 500 }, actor: 'ops' }]);
  });

  it('sets the security headers, the request id, and no-store', async () => {
    const { headers } = await call({});
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-request-id': 'request-1',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': expect.any(String),
    });
  });

  it('reads a base64 body', async () => {
    const body = Buffer.from('{"pollIntervalMs":700}').toString('base64');
    await call({ headers: { ...admin, 'content-type': 'application/json' }, body, isBase64Encoded: true });
    expect(calls[0]?.body).toEqual({ pollIntervalMs: 700 });
  });

  it('takes the last of duplicate keys', async () => {
    await call({ body: '{"pollIntervalMs":700,"pollIntervalMs":800}' });
    expect(calls[0]?.body).toEqual({ pollIntervalMs: 800 });
  });

  const type = { 'content-type': 'application/json' };
  const base64 = (bytes: string | Buffer) => ({
    body: Buffer.from(bytes).toString('base64'),
    isBase64Encoded: true,
    headers: { ...admin, ...type },
  });
  const rows: [string, EventOptions, number, string][] = [
    ['no key', { headers: {} }, 401, 'ADMIN_AUTH_FAILED'],
    ['the key twice, joined', { headers: { 'x-admin-key': `${KEY},${KEY}` } }, 401, 'ADMIN_AUTH_FAILED'],
    [
      'the key twice, in two cases',
      { headers: { 'x-admin-key': KEY, 'X-Admin-Key': KEY } },
      401,
      'ADMIN_AUTH_FAILED',
    ],
    ['the key in the query', { headers: {}, query: { 'x-admin-key': KEY } }, 401, 'ADMIN_AUTH_FAILED'],
    ['the key in the body', { headers: type, body: { 'x-admin-key': KEY } }, 401, 'ADMIN_AUTH_FAILED'],
    ['a bad id before a bad body', { exchange: '..', body: '{' }, 400, 'INVALID_EXCHANGE_ID'],
    ['17 KB before its type', { headers: admin, body: 'x'.repeat(17 * 1024) }, 413, 'BODY_TOO_LARGE'],
    ['17 KB in base64', base64('x'.repeat(17 * 1024)), 413, 'BODY_TOO_LARGE'],
    ['200,000 brackets', { body: '['.repeat(200_000) }, 413, 'BODY_TOO_LARGE'],
    ['16,000 brackets', { body: '['.repeat(16_000) }, 400, 'INVALID_BODY'],
    ['nested to the limit', { body: '['.repeat(8_000) + ']'.repeat(8_000) }, 400, 'INVALID_BODY'],
    [
      'another content type',
      { headers: { ...admin, 'content-type': 'text/plain' }, body: '{}' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'no content type',
      { headers: { ...admin, 'content-type': '' }, body: '{}' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['bad JSON', { body: '{' }, 400, 'INVALID_BODY'],
    [
      'invalid base64',
      { headers: { ...admin, ...type }, body: '@@@', isBase64Encoded: true },
      400,
      'INVALID_BODY',
    ],
    ['invalid UTF-8', base64(Buffer.from([0x22, 0xff, 0x22])), 400, 'INVALID_BODY'],
    ['base64 of bad JSON', base64('{'), 400, 'INVALID_BODY'],
    ['null', { body: 'null' }, 400, 'INVALID_BODY'],
    ['an array', { body: '[]' }, 400, 'INVALID_BODY'],
    ['a number', { body: '1' }, 400, 'INVALID_BODY'],
    ['__proto__', { body: '{"__proto__":{"pollIntervalMs":1}}' }, 400, 'INVALID_BODY'],
    ['constructor', { body: '{"constructor":{}}' }, 400, 'INVALID_BODY'],
    ['an unknown field', { body: { colour: 'red' } }, 400, 'INVALID_BODY'],
    ['too short an interval', { body: { pollIntervalMs: 499 } }, 400, 'INVALID_BODY'],
    ['a misspelt query parameter', { query: { dryrun: 'true' } }, 400, 'INVALID_REQUEST'],
    [
      'an actor with control characters',
      { headers: { ...admin, 'x-actor': 'a\u0007b' } },
      400,
      'INVALID_REQUEST',
    ],
  ];
  it.each(rows)('answers %s as documented and goes no further', async (_, options, status, code) => {
    const response = await call(options);
    expect(response).toMatchObject({
      status,
      body: { code, requestId: 'request-1', error: expect.any(String) },
    });
    expect(response.headers['cache-control']).toBe('no-store');
    expect(calls).toHaveLength(0);
  });

  it('refuses an event of another route before it looks at the key', async () => {
    const event = httpEvent('blacklist-exchange', { exchange: 'kraken' });
    const response = (await handler(event, lambdaContext())) as APIGatewayProxyStructuredResultV2;
    expect(response.statusCode).toBe(404);
  });

  it('ignores X-HTTP-Method-Override', async () => {
    expect((await call({ headers: { ...admin, 'x-http-method-override': 'DELETE' } })).status).toBe(200);
  });

  it('names the offending field but never its value, and logs no body', async () => {
    const { body } = await call({ body: { pollIntervalMs: 'hunter2' } });
    expect(body.message).toContain('pollIntervalMs');
    expect(JSON.stringify([body, logged])).not.toContain('hunter2');
  });

  it('keeps the cause of an unexpected error to the log', async () => {
    fails = new Error('at 10.0.0.1 something broke');
    const { status, body } = await call({});
    expect({ status, code: body.code }).toEqual({ status: 500, code: 'INTERNAL' });
    expect(JSON.stringify(body)).not.toContain('10.0.0.1');
    expect(JSON.stringify(logged)).toContain('10.0.0.1');
  });

  it('tells when to come back with a 503', async () => {
    fails = new AppError('UPSTREAM_UNAVAILABLE', 'Try again.');
    expect(await call({})).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5' },
      body: { retryable: true },
    });
  });
});

describe('an admin endpoint as a job', () => {
  const job = (input: unknown, action = 'add-exchange') => ({ source: 'exchange.schedule', action, input });

  it('needs no key, and answers plain JSON', async () => {
    expect(await handler(job({ exchange: 'Kraken', pollIntervalMs: 900 }), lambdaContext())).toEqual({
      ok: true,
    });
    expect(calls).toEqual([{ exchange: 'kraken', body: { pollIntervalMs: 900 }, actor: 'schedule' }]);
  });

  it.each([
    ['a bad id', job({ exchange: '..' }), 'INVALID_EXCHANGE_ID'],
    ['a bad field', job({ exchange: 'kraken', colour: 1 }), 'INVALID_BODY'],
    ["another function's action", job({ exchange: 'kraken' }, 'refresh-exchanges'), 'INVALID_EVENT'],
    [
      'both shapes at once',
      { ...httpEvent('add-exchange'), ...job({ exchange: 'kraken' }) },
      'INVALID_EVENT',
    ],
    ['null', null, 'INVALID_EVENT'],
    ['a string', 'exchange.schedule', 'INVALID_EVENT'],
  ])('throws for %s', async (_, event, code) => {
    await expect(handler(event, lambdaContext())).rejects.toMatchObject({ code });
    expect(calls).toHaveLength(0);
  });

  it('throws when the use case fails, so that the failure is not lost', async () => {
    fails = new AppError('UPSTREAM_INVALID', 'x');
    await expect(handler(job({ exchange: 'kraken' }), lambdaContext())).rejects.toBe(fails);
  });
});

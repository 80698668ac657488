import { beforeEach, describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { adminCalls } from '#lib/admin-calls.ts';
import { auditTrail } from '#lib/audit/audit-trail.ts';
import { AdminKeys } from '#lib/auth/admin-keys.ts';
import type { AuditRecord } from '#lib/domain/audit-record.ts';
import { endpointFactory } from '#lib/endpoint.ts';
import { AppError } from '#lib/errors.ts';
import { idempotency } from '#lib/idempotency/idempotency.ts';
import { adminKey } from '#lib/middleware/admin-key.ts';
import { jsonBody } from '#lib/middleware/json-body.ts';
import type { CcxtService } from '#lib/ports.ts';
import { blacklistBody } from '#lib/schemas/requests.ts';
import { fakeAuditStore, fakeIdempotencyStore } from '../support/fake-records.ts';
import { config } from '../support/fakes.ts';
import { type EventOptions, httpEvent, lambdaContext } from '../support/http-event.ts';

const KEY = 'k3y-0123456789abcdefghijklmnopqrstuv';
const OLD = 'old-0123456789abcdefghijklmnopqrstuv';
const ARN = 'arn:aws:scheduler:eu-central-1:123456789012:schedule/exchange/blacklist';

let store: ReturnType<typeof fakeAuditStore>;
let lines: object[];
let refusals: unknown[];
let changes: number;
let fails: unknown;
let handler: ReturnType<typeof build>;
beforeEach(() => {
  store = fakeAuditStore();
  [lines, refusals, changes, fails] = [[], [], 0, undefined];
  handler = build();
});

/** The function blacklist-exchange with everything around it but its use case, which changes the registry 7 to 8. */
function build() {
  const ccxt: Partial<CcxtService> = {
    config: async () => config({ version: 7 }),
    blacklist: async () => {
      if (fails) throw fails;
      changes += 1;
      return { message: 'done', changed: true, version: 8 };
    },
  };
  const calls = adminCalls({
    app: () => ({ ccxt: ccxt as CcxtService }),
    record: auditTrail({
      store,
      line: (line) => lines.push(line),
      onFailure: (cause) => {
        throw cause;
      },
      now: Date.now,
    }),
    once: idempotency({ store: fakeIdempotencyStore(), now: Date.now, onUnkept: () => undefined }),
    warm: () => undefined,
    now: Date.now,
  });
  const previous = { key: OLD, version: 'v1', acceptedUntil: Number.POSITIVE_INFINITY };
  const keys = new AdminKeys({ load: async () => ({ current: KEY, version: 'v2', previous }) });
  const quiet = { addContext: () => undefined, warn: () => undefined, error: () => undefined };
  const endpoint = endpointFactory<{ ccxt: CcxtService }>({
    app: () => {
      throw new Error('the admin path runs within its surroundings');
    },
    around: calls,
    log: () => quiet,
    gate: [
      adminKey({ keys: () => keys, onLetIn: calls.letIn, onRefused: (address) => refusals.push(address) }),
    ],
    body: [jsonBody()],
    flush: () => undefined,
  });
  return endpoint({
    route: 'blacklist-exchange',
    schema: blacklistBody,
    run: async ({ ccxt }, { exchange, body, actor, deadline }) => {
      await ccxt.config(deadline);
      return { json: await ccxt.blacklist(exchange, body, { by: actor, ...deadline }) };
    },
  });
}

async function http(options: EventOptions = {}) {
  const headers = { 'x-admin-key': KEY, ...options.headers };
  const event = httpEvent('blacklist-exchange', { exchange: 'KRAKEN', ...options, headers });
  const response = (await handler(event, lambdaContext())) as APIGatewayProxyStructuredResultV2;
  return {
    status: response.statusCode,
    headers: response.headers ?? {},
    body: JSON.parse(response.body ?? ''),
  };
}
const schedule = (overrides: object = {}) => ({
  source: 'exchange.schedule',
  action: 'blacklist-exchange',
  input: { exchange: 'kraken' },
  scheduleArn: ARN,
  scheduledTime: '2026-01-01T00:00:00Z',
  ...overrides,
});
const outcome = (overrides: Partial<AuditRecord['outcome']>) => ({
  outcome: { status: 200, code: 'OK', changed: null, replayed: false, ...overrides },
});

describe('a call over HTTP', () => {
  it('leaves who, from where, what, on which version, and what came of it', async () => {
    await http({
      headers: { 'x-actor': 'ops', 'x-forwarded-for': '6.6.6.6', 'content-type': 'application/json' },
      body: { reason: 'late', ttlSeconds: 60 },
    });
    expect(store.records).toEqual([
      {
        id: expect.any(String),
        at: expect.any(String),
        durationMs: expect.any(Number),
        requestId: 'request-1',
        source: 'http',
        key: { stage: 'current', version: 'v2' },
        actor: 'ops',
        address: '127.0.0.1',
        action: 'blacklist-exchange',
        exchange: 'kraken',
        input: { reason: 'late', ttlSeconds: 60 },
        registryVersion: { before: 7, after: 8 },
        ...outcome({ changed: true }),
      },
    ]);
  });

  it('tells the previous key from the current one, and shows neither', async () => {
    await http({ headers: { 'x-admin-key': OLD } });
    expect(store.records[0]?.key).toEqual({ stage: 'previous', version: 'v1' });
    expect(JSON.stringify([store.records, lines])).not.toMatch(/0123456789/);
  });

  it.each<[string, EventOptions, Partial<AuditRecord>]>([
    [
      'a bad id',
      { exchange: '../x' },
      { exchange: null, ...outcome({ status: 400, code: 'INVALID_EXCHANGE_ID' }) },
    ],
    [
      'a bad body',
      { body: { colour: 'red' } },
      { input: {}, ...outcome({ status: 400, code: 'INVALID_BODY' }) },
    ],
    [
      'a bad actor',
      { headers: { 'x-actor': 'a\u0007b' } },
      { actor: null, ...outcome({ status: 400, code: 'INVALID_REQUEST' }) },
    ],
  ])(
    'is recorded when it was let in and then refused for %s, none of which is repeated',
    async (_, options, expected) => {
      await http(options);
      expect(store.records).toEqual([expect.objectContaining(expected)]);
      expect(JSON.stringify([store.records, lines])).not.toMatch(/red|\.\.|\\u0007/);
    },
  );

  it('is recorded as it was answered when the change fails; the version after it is not known', async () => {
    fails = new AppError('OUTCOME_UNKNOWN', 'x');
    await http();
    expect(store.records[0]).toMatchObject({
      registryVersion: { before: 7, after: null },
      ...outcome({ status: 504, code: 'OUTCOME_UNKNOWN' }),
    });
  });

  it.each([
    ['none', ''],
    ['a wrong one', 'wrong'],
    ['both', `${KEY},${KEY}`],
  ])('that was not let in (%s) is counted with its address, and never stored', async (_, key) => {
    expect(await http({ headers: { 'x-admin-key': key } })).toMatchObject({ status: 401 });
    expect({ stored: store.records, lines, refusals }).toEqual({
      stored: [],
      lines: [],
      refusals: ['127.0.0.1'],
    });
  });
});

describe('an Idempotency-Key', () => {
  const keyed = { headers: { 'idempotency-key': 'k' } };

  it('has a repetition answered with the same body and a header, and recorded as one', async () => {
    const [first, again] = [await http(keyed), await http(keyed)];
    expect(again).toMatchObject({
      status: 200,
      body: first.body,
      headers: { 'idempotent-replayed': 'true' },
    });
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    expect(changes).toBe(1);
    expect(store.records.map((record) => record.outcome.replayed)).toEqual([false, true]);
  });

  it.each([
    ['another exchange', { ...keyed, exchange: 'okx' }],
    ['another body', { ...keyed, body: { ttlSeconds: 5 } }],
    ['If-Match', { headers: { ...keyed.headers, 'if-match': '"7"' } }],
  ])('is refused with %s', async (_, options) => {
    await http(keyed);
    expect(await http(options)).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
    expect(changes).toBe(1);
  });

  it.each([
    ['empty', ''],
    ['too long', 'k'.repeat(256)],
    ['with control characters', 'k\u0001'],
    ['not ASCII', 'schlüssel'],
  ])('is a 400 when it is %s, and changes nothing', async (_, key) => {
    expect(await http({ headers: { 'idempotency-key': key } })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_REQUEST' },
    });
    expect(changes).toBe(0);
  });

  it('of 255 characters is taken', async () => {
    expect(await http({ headers: { 'idempotency-key': '~'.repeat(255) } })).toMatchObject({ status: 200 });
  });

  it('is not needed: without one each call is carried out', async () => {
    await http();
    await http();
    expect(changes).toBe(2);
  });
});

describe('a scheduled event', () => {
  it('is recorded with its schedule, and no key', async () => {
    await handler(schedule(), lambdaContext());
    expect(store.records[0]).toMatchObject({
      source: 'schedule',
      key: null,
      address: ARN,
      exchange: 'kraken',
      registryVersion: { before: 7, after: 8 },
      ...outcome({ changed: true }),
    });
  });

  it('delivered twice has one effect, and the same answer', async () => {
    const first = await handler(schedule(), lambdaContext());
    expect(await handler(schedule(), lambdaContext())).toEqual(first);
    expect(changes).toBe(1);
    await handler(schedule({ scheduledTime: '2026-01-02T00:00:00Z' }), lambdaContext());
    expect(changes).toBe(2);
  });

  it('cannot be forestalled by a caller who sends what it is made of as a header', async () => {
    await http({ headers: { 'idempotency-key': `${ARN} 2026-01-01T00:00:00Z` } });
    await handler(schedule(), lambdaContext());
    expect(changes).toBe(2);
  });

  it('that fails is recorded, thrown, and may be delivered again', async () => {
    fails = new AppError('UPSTREAM_UNAVAILABLE', 'x');
    await expect(handler(schedule(), lambdaContext())).rejects.toBe(fails);
    expect(store.records[0]).toMatchObject(outcome({ status: 503, code: 'UPSTREAM_UNAVAILABLE' }));
    fails = undefined;
    await handler(schedule(), lambdaContext());
    expect(changes).toBe(1);
  });

  it('for another function is recorded as refused', async () => {
    await expect(handler(schedule({ action: 'refresh-exchanges' }), lambdaContext())).rejects.toThrow();
    expect(store.records[0]).toMatchObject(outcome({ status: 400, code: 'INVALID_EVENT' }));
  });
});

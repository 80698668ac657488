import { beforeEach, describe, expect, it } from '@jest/globals';
import { AppError, type ErrorCode } from '#lib/errors.ts';
import type { IdempotencyStore } from '#lib/idempotency/claim.ts';
import { type CarryOutOnce, idempotency } from '#lib/idempotency/idempotency.ts';
import { fakeIdempotencyStore } from '../support/fake-records.ts';
import { lambdaContext } from '../support/http-event.ts';

const HOUR_MS = 3_600_000;
const invocation = { action: 'add-exchange', timeoutMs: 27_000, context: lambdaContext() } as const;
const call = (content: unknown = { exchange: 'kraken', body: {} }, key = 'k') => ({
  invocation,
  key,
  content,
});
const failing = (code: ErrorCode) => async () => {
  throw new AppError(code, 'x');
};

let now: number;
let effects: number;
let unkept: unknown[];
let once: CarryOutOnce;
const effect = async () => {
  effects += 1;
  return { headers: { 'x-worker-restart-info': 'state=running' }, json: { effect: effects } };
};
function on(store: IdempotencyStore): CarryOutOnce {
  return idempotency({ store, now: () => now, onUnkept: (cause) => unkept.push(cause) });
}
beforeEach(() => {
  now = 1_000_000;
  effects = 0;
  unkept = [];
  once = on(fakeIdempotencyStore());
});

describe('a call with an idempotency key', () => {
  it('has one effect; whoever repeats it gets the same answer, marked, for 24 hours', async () => {
    expect(await once(call(), effect)).toEqual({
      replayed: false,
      reply: { headers: { 'x-worker-restart-info': 'state=running' }, json: { effect: 1 } },
    });
    for (const passes of [0, 23 * HOUR_MS, HOUR_MS - 1]) {
      now += passes;
      expect(await once(call(), effect)).toEqual({
        replayed: true,
        reply: {
          headers: { 'x-worker-restart-info': 'state=running', 'idempotent-replayed': 'true' },
          json: { effect: 1 },
        },
      });
    }
    now += 1;
    expect(await once(call(), effect)).toMatchObject({ replayed: false, reply: { json: { effect: 2 } } });
  });

  it('is the same call whatever the order of its fields', async () => {
    await once(call({ exchange: 'kraken', body: { pollIntervalMs: 900, symbols: ['A', 'B'] } }), effect);
    const again = call({ body: { symbols: ['A', 'B'], pollIntervalMs: 900 }, exchange: 'kraken' });
    expect(await once(again, effect)).toMatchObject({ replayed: true });
  });

  it.each([
    ['another exchange', { exchange: 'okx', body: {} }],
    ['another body', { exchange: 'kraken', body: { pollIntervalMs: 900 } }],
    ['another query', { exchange: 'kraken', body: {}, query: { dryRun: 'true' } }],
    ['another precondition', { exchange: 'kraken', body: {}, ifMatch: '"2"' }],
  ])('is refused with the key of a call with %s, done or in flight', async (_, other) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const running = once(call(), () => promise.then(effect));
    const reuse = () => once(call(other), effect);
    await expect(reuse()).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', status: 422 });
    resolve();
    await running;
    await expect(reuse()).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(effects).toBe(1);
  });

  it('is another call under another key, and in another function', async () => {
    await once(call(), effect);
    await once(call(undefined, 'other'), effect);
    await once({ ...call(), invocation: { ...invocation, action: 'blacklist-exchange' } }, effect);
    expect(effects).toBe(3);
  });

  it('is told to come back while the first is in flight', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const running = once(call(), () => promise.then(effect));
    await expect(once(call(), effect)).rejects.toMatchObject({
      code: 'IDEMPOTENCY_IN_FLIGHT',
      status: 409,
      retryAfterSeconds: 5,
    });
    resolve();
    await running;
    expect(await once(call(), effect)).toMatchObject({ replayed: true });
  });

  it.each<ErrorCode>([
    'VALIDATION_FAILED',
    'PRECONDITION_FAILED',
    'VERSION_CONFLICT',
    'UPSTREAM_UNAVAILABLE',
    'COLLECTOR_UNAVAILABLE',
    'UPSTREAM_AUTH_MISCONFIGURED',
    'UPSTREAM_TIMEOUT',
  ])('may be repeated at once after %s, which changed nothing', async (code) => {
    await expect(once(call(), failing(code))).rejects.toMatchObject({ code });
    expect(await once(call(), effect)).toMatchObject({ replayed: false });
  });

  it.each<ErrorCode>(['OUTCOME_UNKNOWN', 'UPSTREAM_INVALID', 'INTERNAL', 'RESTART_FAILED'])(
    'stays in flight after %s until its lease ends',
    async (code) => {
      await expect(once(call(), failing(code))).rejects.toMatchObject({ code });
      now += 29_999;
      await expect(once(call(), effect)).rejects.toMatchObject({
        code: 'IDEMPOTENCY_IN_FLIGHT',
        retryAfterSeconds: 1,
      });
      now += 1;
      expect(await once(call(), effect)).toMatchObject({ replayed: false });
    },
  );
});

describe('a store that is down', () => {
  const down = async () => {
    throw new Error('away');
  };

  it('changes nothing: 503', async () => {
    once = on({ claim: down, complete: down, release: down });
    await expect(once(call(), effect)).rejects.toMatchObject({
      code: 'IDEMPOTENCY_UNAVAILABLE',
      status: 503,
    });
    expect(effects).toBe(0);
  });

  it('once the change was made, takes nothing away from its answer', async () => {
    once = on({ ...fakeIdempotencyStore(), complete: down });
    expect(await once(call(), effect)).toMatchObject({ replayed: false, reply: { json: { effect: 1 } } });
    expect(unkept).toHaveLength(1);
  });

  it('nor does one that does not answer', async () => {
    const context = { ...lambdaContext(), getRemainingTimeInMillis: () => 950 };
    once = on({ ...fakeIdempotencyStore(), complete: () => new Promise(() => undefined) });
    expect(await once({ ...call(), invocation: { ...invocation, context } }, effect)).toMatchObject({
      reply: { json: { effect: 1 } },
    });
    expect(unkept).toEqual([new Error('no answer within 50 ms')]);
  });

  it('after a failure, leaves the failure as it is', async () => {
    once = on({ ...fakeIdempotencyStore(), release: down });
    await expect(once(call(), failing('VALIDATION_FAILED'))).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    expect(unkept).toHaveLength(1);
  });
});

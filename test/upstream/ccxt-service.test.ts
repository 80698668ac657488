import { afterEach, describe, expect, it } from '@jest/globals';
import { ccxtServiceClient } from '#lib/upstream/ccxt-service.ts';
import { httpClient } from '#lib/upstream/http-client.ts';
import { sendJson, startHttpStub } from '../support/http-stub.ts';

let close: (() => Promise<void>) | undefined;
afterEach(() => close?.());

/** A CCXT service that answers every call with `status` and `body`, and a client of it. */
async function given(status: number, body: unknown) {
  const stub = await startHttpStub((_, response) => sendJson(response, status, body));
  close = stub.close;
  return { seen: stub.seen, client: ccxtServiceClient(httpClient(stub.url), async () => 'service-key') };
}

const change = { by: 'operator', signal: AbortSignal.timeout(5_000) };
const CONFIG = {
  config: { blacklistedExchanges: [], note: 1 },
  activeExchanges: ['kraken'],
  availableExchanges: ['kraken'],
};

describe('ccxtServiceClient', () => {
  it('sends the service key, and keeps fields that it does not know', async () => {
    const { client, seen } = await given(200, { ...CONFIG, extra: true });
    expect(await client.config(change)).toEqual({ ...CONFIG, extra: true });
    expect(seen[0]).toMatchObject({ method: 'GET', path: '/api/admin/exchanges/config' });
    expect(seen[0]?.headers).toMatchObject({ 'x-api-key': 'service-key', accept: 'application/json' });
  });

  it('passes on settings, on whose behalf, and If-Match', async () => {
    const { client, seen } = await given(200, {
      message: 'added',
      activeExchanges: ['kraken'],
      timestamp: 'now',
    });
    await client.add('kraken', { pollIntervalMs: 1_000 }, { ...change, ifMatch: '"4"' });
    expect(seen[0]).toMatchObject({ method: 'POST', path: '/api/admin/exchanges/add/kraken' });
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ pollIntervalMs: 1_000, by: 'operator' });
    expect(seen[0]?.headers['if-match']).toBe('"4"');
  });

  it('pauses and resumes, but not with a service that cannot', async () => {
    const { client, seen } = await given(200, { message: 'paused', pausedExchanges: ['kraken'] });
    await client.pause('kraken', { reason: 'a look' }, change);
    await client.resume('kraken', change);
    expect(seen.map(({ method, path, body }) => [method, path, JSON.parse(body)])).toEqual([
      ['POST', '/api/admin/exchanges/pause/kraken', { reason: 'a look', by: 'operator' }],
      ['POST', '/api/admin/exchanges/resume/kraken', { by: 'operator' }],
    ]);
    await close?.();
    const older = await given(404, { error: 'Not found' });
    await expect(older.client.pause('kraken', {}, change)).rejects.toMatchObject({
      code: 'PAUSE_UNSUPPORTED',
      status: 501,
    });
    expect(await older.client.connectivity('kraken', change)).toBeUndefined();
  });

  it.each([
    [
      'a 400 that lists what there is',
      400,
      { error: 'nope', availableExchanges: ['kraken'] },
      'EXCHANGE_UNKNOWN',
    ],
    ['a 400 without', 400, { error: 'nope' }, 'EXCHANGE_BLACKLISTED'],
    ['our code before the shape', 400, { error: 'nope', code: 'EXCHANGE_UNKNOWN' }, 'EXCHANGE_UNKNOWN'],
    ['a lost race', 409, { error: 'nope', code: 'VERSION_CONFLICT' }, 'VERSION_CONFLICT'],
    [
      'a version that is not current',
      412,
      { error: 'nope', code: 'PRECONDITION_FAILED' },
      'PRECONDITION_FAILED',
    ],
    [
      'a refused key',
      401,
      { error: 'Unauthorized', message: 'x', timestamp: 'now' },
      'UPSTREAM_AUTH_MISCONFIGURED',
    ],
    ['a service without a key', 503, { error: 'x', message: 'x', timestamp: 'now' }, 'UPSTREAM_INVALID'],
    ['a failure', 500, { error: 'exchange is blacklisted', availableExchanges: [] }, 'UPSTREAM_INVALID'],
    ['a registry that is away', 503, { error: 'x', code: 'REGISTRY_UNAVAILABLE' }, 'UPSTREAM_UNAVAILABLE'],
    ['a write that was not confirmed', 504, { error: 'x', code: 'OUTCOME_UNKNOWN' }, 'OUTCOME_UNKNOWN'],
    ['a code that is none', 400, { error: 'x', code: 'constructor' }, 'UPSTREAM_INVALID'],
    ['another schema', 200, { activeExchanges: 'kraken' }, 'UPSTREAM_INVALID'],
  ])('maps %s', async (_, status, body, code) => {
    const { client } = await given(status, body);
    await expect(client.add('kraken', {}, change)).rejects.toMatchObject({ code });
  });

  it('takes a service that has no validation for what it is', async () => {
    const { client } = await given(404, { error: 'Not found' });
    expect(await client.validate('kraken', {}, change)).toBeUndefined();
  });

  it('does not call a change failed that may have been made', async () => {
    const stub = await startHttpStub(() => undefined);
    close = stub.close;
    const client = ccxtServiceClient(httpClient(stub.url), async () => 'service-key');
    const options = () => ({ by: 'x', signal: AbortSignal.timeout(200) });
    await expect(client.add('kraken', {}, options())).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    await expect(client.config(options())).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
  });

  it('is unavailable when nothing listens', async () => {
    const stub = await startHttpStub(() => undefined);
    await stub.close();
    const client = ccxtServiceClient(httpClient(stub.url), async () => 'service-key');
    await expect(client.add('kraken', {}, change)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });
});

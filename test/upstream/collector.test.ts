import { afterEach, describe, expect, it } from '@jest/globals';
import { collectorClient } from '#lib/upstream/collector.ts';
import { httpClient } from '#lib/upstream/http-client.ts';
import { worker } from '../support/fakes.ts';
import { sendJson, startHttpStub } from '../support/http-stub.ts';

let close: (() => Promise<void>) | undefined;
afterEach(() => close?.());

async function given(status: number, body: unknown) {
  const stub = await startHttpStub((_, response) => sendJson(response, status, body));
  close = stub.close;
  return { seen: stub.seen, client: collectorClient(httpClient(stub.url), async () => 'service-key') };
}
const options = { signal: AbortSignal.timeout(5_000) };

describe('collectorClient', () => {
  it('tells of a restart, with the service key', async () => {
    const { client, seen } = await given(200, { message: 'x', exchange: 'kraken', worker: worker() });
    expect(await client.restart('kraken', 'why', options)).toEqual({ kind: 'reconciled', worker: worker() });
    expect(seen[0]).toMatchObject({
      method: 'POST',
      path: '/workers/kraken/restart',
      body: '{"reason":"why"}',
    });
    expect(seen[0]?.headers['x-api-key']).toBe('service-key');
  });

  it.each([
    [404, { error: 'x', code: 'EXCHANGE_UNKNOWN' }, 'unknown'],
    [404, { error: 'x', code: 'EXCHANGE_NOT_ACTIVE' }, 'not-active'],
    [404, { error: 'x' }, 'failed'],
    [503, { error: 'x', code: 'REGISTRY_UNAVAILABLE' }, 'unavailable'],
    [500, { error: 'x' }, 'failed'],
    [200, { message: 'no worker' }, 'failed'],
    [200, null, 'failed'],
  ])('takes a restart that is answered with %i %j for %s', async (status, body, kind) => {
    const { client } = await given(status, body);
    expect(await client.restart('kraken', 'why', options)).toMatchObject({ kind });
  });

  it('is unavailable when it sends HTML', async () => {
    const stub = await startHttpStub((_, response) => response.end('<html>'));
    close = stub.close;
    const client = collectorClient(httpClient(stub.url), async () => 'service-key');
    expect(await client.restart('kraken', 'why', options)).toMatchObject({ kind: 'unavailable' });
    await expect(client.workers(options)).rejects.toMatchObject({ code: 'COLLECTOR_UNAVAILABLE' });
    expect(await client.restartAll('why', options)).toBeUndefined();
  });

  it('tells a worker that is not there from a collector that cannot say', async () => {
    const absent = await given(404, { error: 'x', code: 'EXCHANGE_NOT_ACTIVE' });
    expect(await absent.client.worker('kraken', options)).toBeUndefined();
    await close?.();
    const away = await given(503, { error: 'x' });
    await expect(away.client.worker('kraken', options)).rejects.toMatchObject({
      code: 'COLLECTOR_UNAVAILABLE',
    });
  });

  it('tells one worker with its timeline, or why there is none', async () => {
    const detail = { ...worker(), timeline: [] };
    const found = await given(200, detail);
    expect(await found.client.detail('kraken', options)).toEqual({ kind: 'found', worker: detail });
    await close?.();
    const absent = await given(404, { error: 'x', code: 'EXCHANGE_UNKNOWN' });
    expect(await absent.client.detail('kraken', options)).toEqual({ kind: 'unknown' });
    await close?.();
    const another = await given(200, worker());
    await expect(another.client.detail('kraken', options)).rejects.toMatchObject({
      code: 'COLLECTOR_UNAVAILABLE',
    });
  });

  it('refuses a report of another form', async () => {
    const { client } = await given(200, { status: 'fine', workers: [] });
    await expect(client.workers(options)).rejects.toMatchObject({ code: 'COLLECTOR_UNAVAILABLE' });
  });
});

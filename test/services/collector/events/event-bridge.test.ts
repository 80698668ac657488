import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { ENV } from '#lib/env.ts';
import { type CollectorNode, startNode } from '../../../support/collector/node.ts';
import { type Registry, startRegistry } from '../../../support/collector/registry.ts';
import { type Simulated, simulated } from '../../../support/collector/simulated.ts';
import { eventually } from '../../../support/eventually.ts';
import { sendJson, startHttpStub } from '../../../support/http-stub.ts';
import { type RedisServer, startRedisServer } from '../../../support/redis-server.ts';

function raise(message: string): never {
  throw new Error(message);
}

/* A real node with the SDK's own client; an HTTP server stands in for EventBridge. */
let server: RedisServer;
let redis: Redis;
let sim: Simulated;
let registry: Registry;
let node: CollectorNode | undefined;
let endpoint: Awaited<ReturnType<typeof startHttpStub>>;
let silent = true;

beforeAll(async () => {
  [server, sim, registry] = await Promise.all([startRedisServer(), simulated(), startRegistry()]);
  redis = new Redis(server.url);
  registry.configure({ bitstamp: {} });
  endpoint = await startHttpStub(({ body }, response) => {
    if (silent) return; // until the client gives up
    const { Entries } = JSON.parse(body) as { Entries: unknown[] };
    sendJson(response, 200, { FailedEntryCount: 0, Entries: Entries.map((_, n) => ({ EventId: `${n}` })) });
  });
});
afterAll(async () => {
  await node?.kill();
  redis.disconnect();
  await Promise.all([server.stop(), sim.close(), registry.close(), endpoint.close()]);
});

it('state changes reach EventBridge, wait while it is silent, and hold up no poll meanwhile', async () => {
  node = await startNode({
    instanceId: 'a',
    redisUrl: server.url,
    registryUrl: registry.url,
    exchangeProxyUrl: sim.url,
    pollIntervalMs: 500,
    env: {
      [ENV.eventBusName]: 'default',
      AWS_ENDPOINT_URL_EVENTBRIDGE: endpoint.url,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'of no account',
    },
  });
  // asked in vain
  await eventually(() => expect(endpoint.seen.length).toBeGreaterThan(0), { timeoutMs: 20_000 });
  const cycles = async () => (await node?.worker('bitstamp'))?.cycles.ok ?? 0;
  const [asked, before] = [endpoint.seen.length, await cycles()];
  await eventually(async () => expect(await cycles()).toBeGreaterThan(before + 3), { timeoutMs: 20_000 });
  expect(endpoint.seen.length - asked).toBeLessThan(3); // it was silent all the while
  expect((await node?.worker('bitstamp'))?.state).toBe('running');
  await eventually(() => expect(node?.log()).toContain('state changes not sent, they wait'), {
    timeoutMs: 20_000,
  });

  silent = false;
  const sent = await eventually(
    () => {
      const { headers, body } = endpoint.seen.at(-1) ?? raise('nothing was sent');
      expect(node?.log()).toContain('state changes are sent again');
      expect(headers['x-amz-target']).toBe('AWSEvents.PutEvents');
      return JSON.parse(body) as { Entries: Record<string, string>[] };
    },
    { timeoutMs: 20_000 },
  );
  const [first] = sent.Entries;
  expect(first).toMatchObject({
    EventBusName: 'default',
    Source: 'exchange.collector',
    DetailType: 'exchange.worker.state_changed',
  });
  expect(JSON.parse(first?.Detail ?? '{}')).toMatchObject({
    id: expect.stringMatching(/^bitstamp:\d+-\d+$/),
    exchange: 'bitstamp',
    from: null,
    to: 'starting',
    reason: { code: 'STARTED', message: expect.any(String) },
  });
}, 120_000);

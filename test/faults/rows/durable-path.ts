import { isDeepStrictEqual } from 'node:util';
import { ENV } from '#lib/env.ts';
import { REGISTRY_ATTRIBUTES, REGISTRY_ITEM } from '#lib/registry-item.ts';
import { must, until } from '../expectations.ts';
import type { Facts, Row } from '../scenario.ts';
import type { Scene } from '../scene.ts';
import { healed } from './redis-away.ts';

const DELETION = /\r\ndel\r\n/i;

async function killedBeforeDeletion(scene: Scene): Promise<Facts> {
  const cache = await scene.cache();
  const [subject, other] = await Promise.all([scene.functions(cache), scene.shipped(cache)]);
  if (scene.without !== 'the durable path') await scene.follower(cache);
  const before = await other.read();
  await subject.read();
  subject.redis.inject({ kind: 'silent', match: DELETION });
  const change = subject.change().then(
    ({ status }) => `answered ${status}`,
    () => 'failed',
  );
  await until('the deletion is sent', 5_000, () => subject.redis.injected > 0);
  await subject.host.kill();
  const seen = await change;
  must(seen === 'failed', `the invocation ${seen} although its function was killed`);
  const { version } = await scene.lab.registry.config();
  must(version > before.version, 'the change was not made, so there is nothing to see');
  const healedMs = await healed(scene, other, version);
  return {
    reads: `healed in ${Math.round(healedMs)} ms`,
    mutations: 'the invocation fails: 5xx from the gateway',
    injected: subject.redis.injected,
  };
}

/** A worker's restart on a schedule whose event comes to two instances at once, and then once more. */
async function deliveredTwice(scene: Scene): Promise<Facts> {
  const [cache, one] = [await scene.cache(), scene.file('records.sqlite')];
  const another = scene.without === undefined ? one : scene.file('other-records.sqlite');
  const instances = await Promise.all([
    scene.functions(cache, { [ENV.recordsPath]: one }),
    scene.functions(cache, { [ENV.recordsPath]: another }),
  ]);
  const event = {
    source: 'exchange.schedule',
    action: 'restart-worker',
    input: { exchange: 'binance' },
    scheduledTime: '2026-11-22T03:00:00Z',
    scheduleArn: 'arn:aws:scheduler:eu-central-1:123456789012:schedule/exchanges/restart',
  };
  const deliver = () => instances.map(({ host }) => host.send('restart-worker', event));
  const first = await Promise.allSettled(deliver());
  const replies = await Promise.all(deliver());
  const restarts = instances
    .flatMap(({ collector }) => collector.requests)
    .filter((line) => line.startsWith('POST'));
  must(restarts.length === 1, `the worker was restarted ${restarts.length} times`);
  must(isDeepStrictEqual(replies[0], replies[1]), 'the deliveries were answered differently');
  return {
    jobs: 'four deliveries to two instances, one effect',
    injected: first.length + replies.length - 1,
  };
}

const isUnreadable = (reply: unknown) => (reply as { version: unknown }).version === 'unreadable';

/** A record of the registry's stream as DynamoDB sends it, with what it may hold. */
const streamRecord = (dynamodb: object) => ({ eventSource: 'aws:dynamodb', eventName: 'MODIFY', dynamodb });

async function unreadableRecord(scene: Scene): Promise<Facts> {
  const cache = await scene.cache();
  const subject = await scene.functions(cache);
  const { version } = await subject.read();
  const Keys = { [REGISTRY_ATTRIBUTES.key]: { S: REGISTRY_ITEM } };
  const current = streamRecord({ Keys, NewImage: { [REGISTRY_ATTRIBUTES.version]: { N: String(version) } } });
  const deliver = (...Records: object[]) => subject.host.send('invalidate-cache', { Records });
  await deliver(current);
  must((await subject.read()).outcome === 'HIT', 'a right value was deleted');
  const reply = await deliver(current, streamRecord({ Keys, NewImage: 'torn' }), current);
  must((await subject.read()).outcome === 'MISS', 'the unreadable record did not count as newest');
  await deliver(current);
  must((await subject.read()).outcome === 'HIT', 'a right value was deleted after it');
  return {
    reads: 'MISS after it, then HIT',
    jobs: 'deletes all; the others go on',
    injected: isUnreadable(reply) ? 1 : 0,
  };
}

export const durablePathRows: Row[] = [
  {
    number: 27,
    fault: 'function killed between change and DEL',
    scenario: killedBeforeDeletion,
    controls: ['the durable path'],
  },
  {
    number: 28,
    fault: 'same scheduled event delivered twice',
    scenario: deliveredTwice,
    controls: ['one store of keys for all instances'],
  },
  {
    number: 29,
    fault: "unreadable record in the registry's stream",
    scenario: unreadableRecord,
    controls: ['the rank of what cannot be read'],
  },
];

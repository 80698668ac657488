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
    injected: 1,
  };
}

export const durablePathRows: Row[] = [
  {
    number: 27,
    fault: 'function killed between change and DEL',
    scenario: killedBeforeDeletion,
    controls: ['the durable path'],
  },
];

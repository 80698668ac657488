import { must, within } from '../expectations.ts';
import type { Facts, Row } from '../scenario.ts';
import type { Scene } from '../scene.ts';
import { quickest, redisAway } from './redis-away.ts';

const DELETION = /\r\ndel\r\n/i;

/** A connection that a thawed Lambda finds reset; once in a read, once in a deletion. */
async function resetOnce(scene: Scene): Promise<Facts> {
  const cache = await scene.cache();
  const subject = await scene.functions(cache);
  await subject.read();
  await subject.read();
  subject.redis.inject({ kind: 'reset', times: 1 });
  const read = await subject.read();
  must(
    read.status === 200 && read.outcome === 'HIT',
    `the read was ${read.status} ${read.outcome}, not a hit`,
  );
  subject.redis.inject({ kind: 'reset', times: 1, match: DELETION });
  const change = await subject.change();
  must(
    change.status === 200 && change.warnings.length === 0,
    `the change: ${change.status} ${change.warnings}`,
  );
  must((await subject.read()).version === change.version, 'the next read was old');
  return { reads: '200 HIT after one retry', mutations: '200', injected: subject.redis.injected };
}

async function slightlyLate(scene: Scene): Promise<Facts> {
  const cache = await scene.cache();
  const subject = await scene.functions(cache);
  await subject.read();
  const usual = quickest([await subject.read(), await subject.read()]);
  subject.redis.inject({ kind: 'latency', ms: 200 });
  const reads = [await subject.read(), await subject.read(), await subject.read()];
  for (const { status } of reads) must(status === 200, `a read was ${status}`);
  const hits = reads.filter(({ outcome }) => outcome === 'HIT').length;
  const change = await subject.change();
  must(change.status === 200, `the change was ${change.status} ${change.code}`);
  // a processor withheld for 50 ms makes 200 ms into what is too late
  within(0, change.warnings.length, 'the deletion was not confirmed; it');
  must((await subject.read()).version === change.version, 'the next read was old');
  const addedMs = quickest(reads) - usual;
  within(300, addedMs, 'what Redis added to a read');
  return { reads: `200, ${hits} of 3 HIT`, mutations: '200', injected: subject.redis.injected, addedMs };
}

async function deletionUnheard(scene: Scene): Promise<Facts> {
  const cache = await scene.cache();
  const [subject, other] = await Promise.all([scene.functions(cache), scene.shipped(cache)]);
  await other.read();
  await subject.read();
  subject.redis.inject({ kind: 'drop-reply', times: 1, match: DELETION });
  const change = await subject.change();
  must(
    change.status === 200 && change.warnings.length === 0,
    `the change: ${change.status} ${change.warnings}`,
  );
  must((await other.read()).version === change.version, 'another reader was shown something old');
  return { reads: 'next read fresh', mutations: 'deletion retried, 200', injected: subject.redis.injected };
}

export const redisReplyRows: Row[] = [
  {
    number: 4,
    fault: 'RST on the first command (thawed Lambda)',
    scenario: resetOnce,
    controls: ['one retry over a new connection'],
  },
  { number: 5, fault: 'Redis +200 ms', scenario: slightlyLate, controls: ['one round trip for a read'] },
  {
    number: 6,
    fault: 'Redis +400 ms',
    scenario: (scene) =>
      redisAway(scene, {
        warm: true,
        cut: ({ redis }) => redis.inject({ kind: 'latency', ms: 400 }),
        injected: async ({ redis }) => redis.injected,
      }),
    controls: ["a time limit of Redis' commands"],
  },
  {
    number: 7,
    fault: "Redis' reply truncated",
    scenario: (scene) =>
      redisAway(scene, {
        warm: true,
        cut: ({ redis }) => redis.inject({ kind: 'truncate', bytes: 2 }),
        injected: async ({ redis }) => redis.injected,
      }),
    controls: ["a time limit of Redis' commands"],
  },
  {
    number: 8,
    fault: 'the reply to DEL dropped',
    scenario: deletionUnheard,
    controls: ['one retry of the deletion'],
  },
];

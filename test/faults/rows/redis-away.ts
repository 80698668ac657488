import { answered, must, until, within } from '../expectations.ts';
import type { Facts, Row } from '../scenario.ts';
import type { Scene } from '../scene.ts';
import { type Answer, type Subject, UNCONFIRMED } from '../subject.ts';

/** Of what a read may take longer: while the breaker learns, and once it has. */
const LEARNING_MS = 300;
const LEARNT_MS = 50;
const READS = 3;
export const HEAL_MS = 5_000;
/** Without the durable path there is nothing to wait long for. */
const UNHEALED_MS = 2_500;
const HANGS_MS = 2_000;

export const quickest = (answers: Answer[]) => Math.min(...answers.map(({ tookMs }) => tookMs));
const inWords = (outcomes: string[]) =>
  [...new Set(outcomes)].map((one) => `${outcomes.filter((o) => o === one).length} ${one}`).join(', ');

async function readsOf(subject: Subject): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let n = 0; n < READS; n++) answers.push(await answered(HANGS_MS, subject.read(), 'a read'));
  return answers;
}

/** Until what `reader` is shown has at least this version: the durable path has deleted what was older. */
export async function healed(scene: Scene, reader: Subject, version: number): Promise<number> {
  const limit = scene.without === undefined ? HEAL_MS : UNHEALED_MS;
  const { ms } = await until(`other readers are shown version ${version}`, limit, async () => {
    const answer = await reader.read({ mayBeOld: true });
    return answer.status === 200 && answer.version >= version;
  });
  return ms;
}

/** Redis is there for all but the functions under test. */
export async function redisAway(
  scene: Scene,
  options: {
    warm: boolean;
    cut: (subject: Subject) => unknown;
    injected: (subject: Subject) => Promise<number>;
  },
): Promise<Facts> {
  const cache = await scene.cache();
  const [subject, other] = await Promise.all([scene.functions(cache), scene.shipped(cache)]);
  if (scene.without !== 'the durable path') await scene.follower(cache);
  await other.read();
  const usual = quickest(await readsOf(options.warm ? subject : other));

  await options.cut(subject);
  const learning = await readsOf(subject);
  const learnt = await readsOf(subject);
  for (const { status, outcome } of [...learning, ...learnt]) {
    must(status === 200 && outcome === 'BYPASS', `a read was ${status} ${outcome}, not 200 BYPASS`);
  }
  const addedMs = quickest(learning) - usual;
  within(LEARNING_MS, addedMs, 'what Redis added to a read');
  within(LEARNT_MS, quickest(learnt) - usual, 'what Redis added to a read behind the open breaker');

  must((await other.read()).outcome === 'HIT', 'the other instance should have a cached value');
  const change = await subject.change();
  must(change.status === 200, `the change was ${change.status} ${change.code}`);
  must(change.warnings.includes(UNCONFIRMED), 'the change did not warn of the unconfirmed deletion');
  must((await subject.read()).version === change.version, 'a bypass showed something old');
  const healedMs = await healed(scene, other, change.version);
  return {
    reads: `200: ${inWords([...learning, ...learnt].map(({ outcome }) => outcome))}; none added after ${READS}`,
    mutations: `200 + warning, healed in ${Math.round(healedMs)} ms`,
    injected: await options.injected(subject),
    addedMs,
  };
}

export const redisAwayRows: Row[] = [
  {
    number: 1,
    fault: 'Redis refused',
    scenario: (scene) =>
      redisAway(scene, {
        warm: true,
        cut: ({ redis }) => redis.refuse(),
        injected: async (subject) => subject.logged('ECONNREFUSED'),
      }),
    controls: ['the durable path'],
  },
  {
    number: 2,
    fault: 'Redis blackholed',
    scenario: (scene) =>
      redisAway(scene, {
        warm: false,
        cut: ({ redis }) => redis.swallow(),
        injected: async (subject) => {
          const seen = () => subject.logged('connect ETIMEDOUT');
          return (await until('a connection times out', 5_000, () => seen() > 0 && seen())).value;
        },
      }),
    controls: ["Redis' breaker"],
  },
  {
    number: 3,
    fault: 'Redis accepts and is silent',
    scenario: (scene) =>
      redisAway(scene, {
        warm: true,
        cut: ({ redis }) => redis.inject({ kind: 'silent' }),
        injected: async ({ redis }) => redis.injected,
      }),
    controls: ["a time limit of Redis' commands"],
  },
];

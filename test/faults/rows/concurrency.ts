import { cacheKeys } from '#lib/redis-keys.ts';
import { commandCalls } from '../cache.ts';
import { answered, must, TooSlow, until, within } from '../expectations.ts';
import type { Facts, Row } from '../scenario.ts';
import type { Scene } from '../scene.ts';
import type { Subject } from '../subject.ts';
import { inMidFill } from './mid-fill.ts';

const { lease } = cacheKeys('exchange:config');
const READERS = 100;
/** A follower waits 800 ms at most, then asks the upstream itself. */
const FOLLOWER_MS = 2_000;

async function stampede(scene: Scene): Promise<Facts> {
  const cache = await scene.cache();
  const [subject, other] = await Promise.all([scene.functions(cache), scene.shipped(cache)]);
  await Promise.all([subject.read(), other.read()]);
  await cache.admin.flushall();
  const asked = () => [...subject.ccxt.requests, ...other.ccxt.requests].length;
  const before = asked();
  const begun = await commandCalls(cache, 'evalsha');
  for (const { ccxt } of [subject, other]) ccxt.inject({ kind: 'hold' });
  const reading = Promise.all(
    Array.from({ length: READERS }, (_, n) => (n % 2 === 0 ? subject : other).read()),
  );
  reading.catch(() => undefined);
  // half of them ask otherwise without the lease
  const least = scene.without === undefined ? READERS : READERS / 2;
  const { value: misses } = await until('all have asked Redis, which has nothing', 5_000, async () => {
    const since = (await commandCalls(cache, 'evalsha')) - begun;
    return since >= least && since;
  });
  await Promise.all([subject.ccxt.heal(), other.ccxt.heal()]);
  const answers = await reading;
  for (const { status } of answers) must(status === 200, `a read was ${status}`);
  const calls = asked() - before;
  // more than one, if the processor was withheld for longer than a follower has patience
  if (calls !== 1) throw new TooSlow(`${READERS} concurrent misses made ${calls} upstream calls`);
  return { reads: `${READERS} x 200, one upstream call`, injected: misses };
}

async function holderKilled(scene: Scene): Promise<Facts> {
  const cache = await scene.cache();
  const [holder, subject] = await Promise.all([scene.shipped(cache), scene.functions(cache)]);
  await subject.read();
  await cache.admin.flushall();
  holder.ccxt.inject({ kind: 'silent' });
  const lost = holder.read().catch(() => undefined);
  await until('the holder has the lease', 5_000, () => holder.ccxt.injected === 1);
  await holder.host.kill();
  await lost;
  const orphaned = await cache.admin.exists(lease);
  const startedAt = performance.now();
  const reads = await answered(
    2 * FOLLOWER_MS,
    Promise.all(Array.from({ length: 5 }, () => subject.read())),
    'reads behind a dead lease holder',
  );
  const slowest = performance.now() - startedAt;
  for (const { status, outcome } of reads)
    must(status === 200 && outcome === 'MISS', `a read was ${status} ${outcome}`);
  within(FOLLOWER_MS, slowest, 'a read behind a dead lease holder');
  return { reads: '5 x 200 MISS', injected: orphaned, addedMs: slowest };
}

async function invalidatedInMidFill(scene: Scene): Promise<Facts> {
  const cache = await scene.cache();
  const [subject, other] = await Promise.all([scene.functions(cache), scene.shipped(cache)]);
  await Promise.all([subject.read(), other.read()]);
  await fresh(subject, other);
  await fresh(other, subject);
  return {
    reads: 'next read fresh, twice',
    mutations: '200',
    injected: subject.ccxt.injected + other.ccxt.injected,
  };

  async function fresh(reader: Subject, changer: Subject): Promise<void> {
    await cache.admin.flushall();
    let version = 0;
    await inMidFill(reader, async () => {
      const change = await changer.change();
      must(
        change.status === 200 && change.warnings.length === 0,
        `the change: ${change.status} ${change.warnings}`,
      );
      version = change.version;
    });
    const next = await other.read({ mayBeOld: scene.without !== undefined });
    must(next.version === version, `the next read showed version ${next.version}, not ${version}`);
  }
}

export const concurrencyRows: Row[] = [
  { number: 17, fault: `${READERS} concurrent misses`, scenario: stampede, controls: ['the lease'] },
  {
    number: 18,
    fault: 'lease holder killed',
    scenario: holderKilled,
    controls: ["the end of a follower's patience"],
  },
  {
    number: 19,
    fault: 'invalidated in mid-fill',
    scenario: invalidatedInMidFill,
    controls: ['the lease', 'the deletion of the lease'],
  },
];

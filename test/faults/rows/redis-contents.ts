import { cacheKeys } from '#lib/redis-keys.ts';
import type { Cache } from '../cache.ts';
import { must } from '../expectations.ts';
import type { Facts, Row } from '../scenario.ts';
import type { Scene } from '../scene.ts';
import { UNCONFIRMED } from '../subject.ts';

const { value } = cacheKeys('exchange:config');
const TORN = '{"version":';
/** Searched for in all logs. */
export const REDIS_PASSWORDS = { first: 'was-right-8d1f', second: 'is-right-now-77c2' };

/** `spoil` tells whether what lies under the key is spoilt now. */
async function spoilt(scene: Scene, spoil: (cache: Cache) => Promise<boolean>): Promise<Facts> {
  const cache = await scene.cache();
  const subject = await scene.functions(cache);
  const { version } = await subject.read();
  let injected = Number(await spoil(cache));
  const repairing = await subject.read();
  must(
    repairing.outcome === 'MISS' && repairing.version === version,
    `a read was ${said(repairing)}, not a miss`,
  );
  const repaired = await subject.read();
  must(repaired.outcome === 'HIT' && repaired.version === version, `then ${said(repaired)}, not a hit`);
  injected += Number(await spoil(cache));
  const change = await subject.change();
  must(
    change.status === 200 && change.warnings.length === 0,
    `the change: ${change.status} ${change.warnings}`,
  );
  must((await subject.read()).version === change.version, 'the next read was old');
  return { reads: 'MISS, repaired, HIT', mutations: '200', injected };
}

const said = ({ status, outcome, code }: { status: number; outcome: string; code: string }) =>
  `${status} ${outcome}${code}`;

async function full(scene: Scene): Promise<Facts> {
  const cache = await scene.cache({ args: ['--maxmemory-policy', 'noeviction'] });
  const subject = await scene.functions(cache);
  await subject.read();
  await cache.admin.config('SET', 'maxmemory', '1');
  const hit = await subject.read();
  must(hit.outcome === 'HIT', `with full memory a read was ${said(hit)}, not a hit`);
  const change = await subject.change();
  must(
    change.status === 200 && change.warnings.length === 0,
    `the change: ${change.status} ${change.warnings}`,
  );
  for (let n = 0; n < 2; n++) {
    const { outcome, version } = await subject.read();
    must(
      outcome === 'MISS' && version === change.version,
      `a read after the change was ${outcome} ${version}`,
    );
  }
  const injected = subject.logged('"fill_failed":1');
  await cache.admin.config('SET', 'maxmemory', '0');
  await subject.read();
  must((await subject.read()).outcome === 'HIT', 'nothing is filled once there is memory again');
  return { reads: 'HIT; MISS without fills; filled again afterwards', mutations: '200', injected };
}

async function lockedOut(scene: Scene): Promise<Facts> {
  const cache = await scene.cache({ password: REDIS_PASSWORDS.first });
  const subject = await scene.functions(cache);
  await subject.read();
  await cache.admin.config('SET', 'requirepass', REDIS_PASSWORDS.second);
  await cache.admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  const read = await subject.read();
  must(read.status === 200 && read.outcome === 'BYPASS', `a read was ${said(read)}, not a bypass`);
  must(subject.logged('"bypass":1') > 0, 'the metric that the alarm watches was not written');
  const change = await subject.change();
  must(
    change.status === 200 && change.warnings.includes(UNCONFIRMED),
    `the change: ${change.status} ${change.warnings}`,
  );
  must((await subject.read()).version === change.version, 'a bypass showed something old');
  const injected = subject.logged('WRONGPASS') + subject.logged('NOAUTH');
  await cache.admin.config('SET', 'requirepass', REDIS_PASSWORDS.first);
  const other = await scene.shipped(cache);
  await other.host.send('invalidate-cache', { source: 'exchange.schedule', action: 'invalidate-cache' });
  must((await other.read()).version === change.version, 'the schedule did not delete what was old');
  return {
    reads: '200 BYPASS, metric written',
    mutations: '200 + warning, healed by the schedule',
    injected,
  };
}

export const redisContentRows: Row[] = [
  { number: 11, fault: 'Redis out of memory (noeviction)', scenario: full, controls: ['the flag allow-oom'] },
  {
    number: 12,
    fault: 'wrong type under the key',
    scenario: (scene) =>
      spoilt(scene, async ({ admin }) => {
        await admin.multi().del(value).lpush(value, 'x').exec();
        return (await admin.type(value)) === 'list';
      }),
    controls: ['the comparison of a value with its :meta'],
  },
  {
    number: 13,
    fault: 'corrupt JSON under the key',
    scenario: (scene) =>
      spoilt(scene, async ({ admin }) => {
        await admin.set(value, TORN);
        return (await admin.get(value)) === TORN;
      }),
    controls: ['the comparison of a value with its :meta'],
  },
  { number: 16, fault: 'WRONGPASS', scenario: lockedOut, controls: ['reads without Redis'] },
];

import { cacheKeys } from '#lib/redis-keys.ts';
import { must, until } from '../expectations.ts';
import { UNCONFIGURED } from '../lab.ts';
import type { Facts, Row } from '../scenario.ts';
import type { Scene } from '../scene.ts';
import type { Subject } from '../subject.ts';
import { httpAnswer, mustSay, REGISTRY_READ, said } from './said.ts';

const { value, meta } = cacheKeys('exchange:config');
const CHANGE = /^POST \S+\/blacklist\//;

const isRefusal = (status: number) => status >= 400 && status < 500;

/** A change that must fail in this way, after which registry and cache are as before. */
async function changesNothing(scene: Scene, subject: Subject, expected: string): Promise<void> {
  const before = await scene.lab.registry.config();
  mustSay(await subject.change(), expected, 'the change');
  const after = await scene.lab.registry.config();
  must(after.version === before.version, 'the registry was changed all the same');
}

async function refusedOrFailing(scene: Scene): Promise<Facts> {
  const cache = await scene.cache();
  const [subject, other] = await Promise.all([scene.functions(cache), scene.shipped(cache)]);
  const { version } = await subject.read();
  subject.ccxt.refuse();
  mustSay(await subject.read(), '200 HIT', 'a cached read');
  await changesNothing(scene, subject, '503 UPSTREAM_UNAVAILABLE');
  mustSay(await subject.read(), '200 HIT', 'a read after a change that was never sent');
  await cache.admin.del(value, meta); // as when it expires by itself
  const stale = await subject.read();
  must(said(stale) === '200 STALE' && stale.version === version, `an expired read: ${said(stale)}`);
  must((await other.change()).warnings.length === 0, 'the change by others was not confirmed');
  mustSay(await subject.read(), '503 UPSTREAM_UNAVAILABLE', 'a read after an invalidation');
  const refusals = subject.logged('ECONNREFUSED');

  await subject.ccxt.heal();
  subject.ccxt.inject({
    kind: 'answer',
    bytes: httpAnswer('500 Oops', 'application/json', '{"error":"no"}'),
  });
  mustSay(await subject.read(), '502 UPSTREAM_INVALID', 'a read of 500');
  await changesNothing(scene, subject, '502 UPSTREAM_INVALID');
  return {
    reads: 'HIT; expired STALE; invalidated 503, of 500s 502',
    mutations: '503, of 500s 502, nothing changed',
    injected: refusals + subject.ccxt.injected,
  };
}

async function timesOut(scene: Scene): Promise<Facts> {
  const cache = await scene.cache();
  const [subject, other] = await Promise.all([scene.functions(cache), scene.shipped(cache)]);
  await other.read();
  // the other resource, so that the change below finds its own cached
  subject.ccxt.inject({ kind: 'silent', match: REGISTRY_READ, times: 1 });
  const reading = scene.without === undefined ? subject.call('get-supported') : undefined;
  if (reading) await until('the read is sent', 5_000, () => subject.ccxt.injected === 1);
  else await subject.ccxt.heal();

  subject.ccxt.inject({ kind: 'mute', match: CHANGE, times: 1 });
  const before = await scene.lab.registry.config();
  mustSay(await subject.change(), '504 OUTCOME_UNKNOWN', 'the change');
  const now = await scene.lab.registry.config();
  must(now.version === before.version + 1, 'the change was not carried out, so there is nothing to see');
  const next = await other.read();
  must(next.version === now.version, `the next read showed version ${next.version}, not ${now.version}`);
  if (reading) mustSay(await reading, '504 UPSTREAM_TIMEOUT', 'the read');
  return {
    reads: '504',
    mutations: '504 OUTCOME_UNKNOWN, keys deleted',
    injected: subject.ccxt.injected,
  };
}

async function refuses(scene: Scene): Promise<Facts> {
  const cache = await scene.cache();
  const [subject, other] = await Promise.all([scene.functions(cache), scene.shipped(cache)]);
  await subject.read();
  mustSay(
    await subject.change({ headers: { 'if-match': '"999999"' } }),
    '412 PRECONDITION_FAILED',
    'If-Match',
  );
  mustSay(await subject.read(), '200 HIT', 'a read after a refused change');
  const refresh = await other.call('refresh-exchanges', { body: { exchanges: [UNCONFIGURED] } });
  mustSay(refresh, '404 EXCHANGE_NOT_ACTIVE', 'refresh of one that is not configured');
  mustSay(await subject.read(), '200 HIT', 'a read after a refused refresh');
  const injected = [subject, other].flatMap(({ ccxt }) => ccxt.statuses).filter(isRefusal).length;
  return { reads: 'HIT, caches untouched', mutations: '412 and 404, as the service meant them', injected };
}

export const ccxtServiceRows: Row[] = [
  {
    number: 20,
    fault: 'CCXT service refused, or 500',
    codes: ['UPSTREAM_UNAVAILABLE', 'UPSTREAM_INVALID'],
    scenario: refusedOrFailing,
    controls: ['the last good value'],
  },
  {
    number: 21,
    fault: 'CCXT service times out',
    codes: ['UPSTREAM_TIMEOUT', 'OUTCOME_UNKNOWN'],
    scenario: timesOut,
    controls: ['the deletion after an unknown outcome'],
  },
  {
    number: 22,
    fault: 'CCXT service refuses with 4xx',
    scenario: refuses,
    controls: ['the exemption of refusals from deletion'],
  },
];

import { cacheKeys } from '#lib/redis-keys.ts';
import { must, until } from '../expectations.ts';
import { UNCONFIGURED } from '../lab.ts';
import type { Facts, Row } from '../scenario.ts';
import type { Scene } from '../scene.ts';
import type { Answer, Subject } from '../subject.ts';

const { value, meta } = cacheKeys('exchange:config');
const REGISTRY_READ = /^GET \S+\/config /;
const CHANGE = /^POST \S+\/blacklist\//;

const said = ({ status, code, outcome }: Answer) => `${status} ${code || outcome}`;
const mustBe = (answer: Answer, expected: string, what: string) =>
  must(said(answer) === expected, `${what}: ${said(answer)}, not ${expected}`);

/** Bytes of an HTTP response that ends with its connection. */
const response = (status: string, type: string, body: string, length = body.length) =>
  `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\nconnection: close\r\n\r\n${body}`;

/** A change that must fail in this way, after which registry and cache are as before. */
async function changesNothing(scene: Scene, subject: Subject, expected: string): Promise<void> {
  const before = await scene.lab.registry.config();
  mustBe(await subject.change(), expected, 'the change');
  const after = await scene.lab.registry.config();
  must(after.version === before.version, 'the registry was changed all the same');
}

async function refusedOrFailing(scene: Scene): Promise<Facts> {
  const cache = await scene.cache();
  const [subject, other] = await Promise.all([scene.functions(cache), scene.shipped(cache)]);
  const { version } = await subject.read();
  subject.ccxt.refuse();
  mustBe(await subject.read(), '200 HIT', 'a cached read');
  await changesNothing(scene, subject, '503 UPSTREAM_UNAVAILABLE');
  mustBe(await subject.read(), '200 HIT', 'a read after a change that was never sent');
  await cache.admin.del(value, meta); // as when it expires by itself
  const stale = await subject.read();
  must(said(stale) === '200 STALE' && stale.version === version, `an expired read: ${said(stale)}`);
  must((await other.change()).warnings.length === 0, 'the change by others was not confirmed');
  mustBe(await subject.read(), '503 UPSTREAM_UNAVAILABLE', 'a read after an invalidation');
  const refusals = subject.logged('ECONNREFUSED');

  await subject.ccxt.heal();
  subject.ccxt.inject({ kind: 'answer', bytes: response('500 Oops', 'application/json', '{"error":"no"}') });
  mustBe(await subject.read(), '502 UPSTREAM_INVALID', 'a read of 500');
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
  mustBe(await subject.change(), '504 OUTCOME_UNKNOWN', 'the change');
  const now = await scene.lab.registry.config();
  must(now.version === before.version + 1, 'the change was not carried out, so there is nothing to see');
  const next = await other.read();
  must(next.version === now.version, `the next read showed version ${next.version}, not ${now.version}`);
  if (reading) mustBe(await reading, '504 UPSTREAM_TIMEOUT', 'the read');
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
  mustBe(
    await subject.change({ headers: { 'if-match': '"999999"' } }),
    '412 PRECONDITION_FAILED',
    'If-Match',
  );
  mustBe(await subject.read(), '200 HIT', 'a read after a refused change');
  const refresh = await other.call('refresh-exchanges', { body: { exchanges: [UNCONFIGURED] } });
  mustBe(refresh, '404 EXCHANGE_NOT_ACTIVE', 'refresh of one that is not configured');
  mustBe(await subject.read(), '200 HIT', 'a read after a refused refresh');
  return { reads: 'HIT, caches untouched', mutations: '412 and 404, as the service meant them', injected: 2 };
}

const RUBBISH = {
  'another schema': response('200 OK', 'application/json', '{"config":[],"version":999999}'),
  HTML: response('200 OK', 'text/html', '<!doctype html><title>Login</title>'),
  'over 1 MB': response('200 OK', 'application/json', JSON.stringify('x'.repeat(1024 * 1024))),
  'half a body': response('200 OK', 'application/json', '{"config":{"blacklisted', 5_000),
};

async function rubbish(scene: Scene): Promise<Facts> {
  const cache = await scene.cache();
  const subject = await scene.functions(cache);
  await subject.read();
  for (const [what, bytes] of Object.entries(RUBBISH)) {
    await cache.admin.flushall();
    subject.ccxt.inject({ kind: 'answer', bytes, match: REGISTRY_READ });
    mustBe(await subject.read(), '502 UPSTREAM_INVALID', `a read of ${what}`);
    await subject.ccxt.heal();
    mustBe(await subject.read(), '200 MISS', `the read after ${what}`);
    subject.ccxt.inject({ kind: 'answer', bytes, match: CHANGE });
    mustBe(await subject.change(), '502 UPSTREAM_INVALID', `a change answered with ${what}`);
    await subject.ccxt.heal();
    mustBe(await subject.read(), '200 MISS', `the read after a change answered with ${what}`);
  }
  return {
    reads: '502 four times, never cached',
    mutations: '502 four times',
    injected: subject.ccxt.injected,
  };
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
  {
    number: 23,
    fault: 'CCXT service answers HTML, over 1 MB, another schema, half a body',
    codes: ['UPSTREAM_INVALID'],
    scenario: rubbish,
    controls: ["the schema of the CCXT service's answers"],
  },
];

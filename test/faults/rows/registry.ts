import { rename } from 'node:fs/promises';
import { startProcess } from '../../support/running-process.ts';
import { must } from '../expectations.ts';
import { KEYS } from '../lab.ts';
import type { Facts, Row } from '../scenario.ts';
import type { Scene } from '../scene.ts';

async function oddService(scene: Scene, kind: 'contended' | 'remembering'): Promise<number> {
  const service = await startProcess(
    'test/support/ccxt/odd-service.ts',
    { SERVICE_API_KEY: KEYS.service },
    { args: [kind, scene.lab.registryPath] },
  );
  scene.lab.watch(`ccxt ${kind}`, service.output);
  scene.onEnd(() => service.end('SIGKILL'));
  return Number(new URL(service.url).port);
}

async function storeAway(scene: Scene): Promise<Facts> {
  const { registry, registryPath } = scene.lab;
  const cache = await scene.cache();
  const [subject, contended] = await Promise.all([scene.functions(cache), oddService(scene, 'contended')]);
  await subject.read();
  const before = await registry.config();
  await rename(registryPath, `${registryPath}.away`);
  const [read, change] = [await subject.read(), await subject.change()];
  await rename(`${registryPath}.away`, registryPath);
  must(read.status === 200 && read.outcome === 'HIT', `a cached read was ${read.status} ${read.outcome}`);
  must(change.status === 503, `the change was ${change.status} ${change.code}, not 503`);
  must((await registry.config()).version === before.version, 'the registry was changed all the same');

  subject.ccxt.target = contended;
  const conflict = await subject.change();
  must(conflict.code === 'VERSION_CONFLICT', `a change among others was ${conflict.status} ${conflict.code}`);
  const { blacklist } = await registry.config();
  must(!blacklist.some(({ exchange }) => exchange === conflict.exchange), 'the refused change was made');
  must((await subject.read()).outcome === 'HIT', 'the cache was touched by a refused change');
  return { reads: '200 HIT', mutations: '503, 409, nothing changed', injected: 2 };
}

async function twoInstances(scene: Scene): Promise<Facts> {
  const { lab } = scene;
  const cache = await scene.cache();
  const [subject, other] = await Promise.all([scene.functions(cache), scene.shipped(cache)]);
  const second = scene.without === undefined ? await lab.startCcxt() : undefined;
  if (second) scene.onEnd(() => second.end('SIGKILL'));
  other.ccxt.target = second ? Number(new URL(second.url).port) : await oddService(scene, 'remembering');
  await other.read();
  const old = (await lab.registry.config()).version;

  second?.signal('SIGSTOP');
  const change = await subject.change();
  must(change.status === 200, `the change was ${change.status} ${change.code}`);
  const reading = other.read({ mayBeOld: scene.without !== undefined });
  const racing = other.change({ headers: { 'if-match': `"${old}"` } });
  second?.signal('SIGCONT');
  const read = await reading;
  must(
    read.version >= change.version,
    `the second instance showed version ${read.version} after ${change.version}`,
  );
  const late = await racing;
  must(late.status === 412, `a change on top of an old version was ${late.status}, not 412`);

  const pairs = await Promise.all(Array.from({ length: 10 }, (_, n) => (n % 2 ? subject : other).change()));
  for (const { status, code } of pairs)
    must(status === 200 || status === 409, `a change was ${status} ${code}`);
  const { blacklist } = await lab.registry.config();
  const lost = pairs.filter(
    (pair) => pair.status === 200 && !blacklist.some(({ exchange }) => exchange === pair.exchange),
  );
  must(lost.length === 0, `${lost.length} acknowledged changes are missing`);
  return { reads: 'never older', mutations: '412 on top of an old version; else right', injected: 1 };
}

export const registryRows: Row[] = [
  {
    number: 25,
    fault: 'registry store away, or conflicting',
    codes: ['UPSTREAM_UNAVAILABLE'],
    scenario: storeAway,
  },
  {
    number: 33,
    fault: 'two CCXT service instances on one store, one frozen',
    scenario: twoInstances,
    controls: ['a read of the store at every request'],
  },
];

import { rename } from 'node:fs/promises';
import { isFrozen } from '../../support/processes.ts';
import { startProcess } from '../../support/running-process.ts';
import { must } from '../expectations.ts';
import { KEYS } from '../lab.ts';
import { onTable, startTable } from '../places.ts';
import { changeOf } from '../registry-client.ts';
import type { Facts, Row } from '../scenario.ts';
import type { Scene } from '../scene.ts';

/** Where a registry is, and how it is taken away. */
interface Place {
  /** A file or a table. */
  place: string;
  env?: Record<string, string>;
  takeAway(): unknown;
  putBack(): Promise<unknown>;
}

const file = ({ lab: { registryPath } }: Scene): Place => ({
  place: registryPath,
  takeAway: () => rename(registryPath, `${registryPath}.away`),
  putBack: () => rename(`${registryPath}.away`, registryPath),
});

/** Has the scenario play on the file and on a table of DynamoDB; without a guard, which is the same in both, on a file. */
async function onBoth(
  scene: Scene,
  scenario: (scene: Scene, place: Place) => Promise<Facts>,
): Promise<Facts> {
  const facts = await scenario(scene, file(scene));
  if (scene.without !== undefined) return facts;
  const table = await startTable(scene);
  const own = await onTable(scene, table);
  const { name: place, env, proxy } = table;
  const onIt = await scenario(own, {
    place,
    env,
    takeAway: () => proxy.refuse(),
    putBack: () => proxy.heal(),
  });
  const config = await own.lab.registry.config();
  const lost = own.lab.ledger.lost((exchange) => changeOf(config, exchange));
  must(lost.length === 0, `${lost.length} acknowledged changes are missing in DynamoDB`);
  return {
    ...facts,
    mutations: `${facts.mutations}; the same on DynamoDB`,
    injected: Math.min(facts.injected, onIt.injected) && facts.injected + onIt.injected,
  };
}

async function oddService(
  scene: Scene,
  kind: 'contended' | 'remembering' | 'forgiving',
  { place, env }: Place,
): Promise<number> {
  const service = await startProcess(
    'test/support/ccxt/odd-service.ts',
    { ...env, SERVICE_API_KEY: KEYS.service },
    { args: [kind, place] },
  );
  scene.lab.watch(`ccxt ${kind}`, service.output);
  scene.onEnd(() => service.end('SIGKILL'));
  return Number(new URL(service.url).port);
}

async function storeAway(scene: Scene, place: Place): Promise<Facts> {
  const { registry } = scene.lab;
  const cache = await scene.cache();
  const [subject, contended] = await Promise.all([
    scene.functions(cache),
    oddService(scene, 'contended', place),
  ]);
  if (scene.without !== undefined) subject.ccxt.target = await oddService(scene, 'forgiving', place);
  await subject.read();
  const before = await registry.config();
  await place.takeAway();
  const [read, change] = [await subject.read(), await subject.change()];
  await place.putBack();
  must(read.status === 200 && read.outcome === 'HIT', `a cached read was ${read.status} ${read.outcome}`);
  must(change.status === 503, `the change was ${change.status} ${change.code}, not 503`);
  must((await registry.config()).version === before.version, 'the registry was changed all the same');

  subject.ccxt.target = contended;
  const conflict = await subject.change();
  must(conflict.code === 'VERSION_CONFLICT', `a change among others was ${conflict.status} ${conflict.code}`);
  const { blacklist } = await registry.config();
  must(!blacklist.some(({ exchange }) => exchange === conflict.exchange), 'the refused change was made');
  must((await subject.read()).outcome === 'HIT', 'the cache was touched by a refused change');
  const injected = subject.ccxt.statuses.filter((status) => status === 503 || status === 409).length;
  return { reads: '200 HIT', mutations: '503, 409, nothing changed', injected };
}

async function twoInstances(scene: Scene, place: Place): Promise<Facts> {
  const { lab } = scene;
  const cache = await scene.cache();
  const [subject, other] = await Promise.all([scene.functions(cache), scene.shipped(cache)]);
  const second = scene.without === undefined ? await lab.startCcxt() : undefined;
  if (second) scene.onEnd(() => second.end('SIGKILL'));
  other.ccxt.target = second
    ? Number(new URL(second.url).port)
    : await oddService(scene, 'remembering', place);
  await other.read();
  const old = (await lab.registry.config()).version;

  second?.signal('SIGSTOP');
  const change = await subject.change();
  must(change.status === 200, `the change was ${change.status} ${change.code}`);
  const frozen = second && isFrozen(second.pid) ? 1 : 0;
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
  return { reads: 'never older', mutations: '412 on top of an old version; else right', injected: frozen };
}

export const registryRows: Row[] = [
  {
    number: 25,
    fault: 'registry store away, or conflicting',
    codes: ['UPSTREAM_UNAVAILABLE'],
    scenario: (scene) => onBoth(scene, storeAway),
    controls: ['the refusal without a store'],
  },
  {
    number: 33,
    fault: 'two CCXT service instances on one store, one frozen',
    scenario: (scene) => onBoth(scene, twoInstances),
    controls: ['a read of the store at every request'],
  },
];

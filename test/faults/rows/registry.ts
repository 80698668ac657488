import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openSqliteStore } from '#services/ccxt/registry/sqlite-store.ts';
import { wholeVersion } from '../../support/ccxt/big-document.ts';
import { startProcess } from '../../support/running-process.ts';
import { must } from '../expectations.ts';
import { KEYS } from '../lab.ts';
import { registryClient } from '../registry-client.ts';
import type { Facts, Row } from '../scenario.ts';
import type { Scene } from '../scene.ts';

const WRITER = fileURLToPath(new URL('../../support/ccxt/registry-writer.ts', import.meta.url));

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

/** Lets a writer acknowledge some versions, kills it in the middle of the next, and gives the last it told. */
async function killedWriter(kind: 'sqlite' | 'naive', path: string, versions: number): Promise<number> {
  const child = spawn(process.execPath, [WRITER, kind, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = 0;
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    told = Number(line);
    if (told >= versions) child.kill('SIGKILL');
  });
  await once(lines, 'close');
  return told;
}

async function killedInMidWrite(scene: Scene): Promise<Facts> {
  const folder = await mkdtemp(join(tmpdir(), 'ecp-registry-'));
  scene.onEnd(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'registry');
  let kills = 0;
  if (scene.without !== undefined) {
    for (let n = 1; n <= 25; n++) {
      await killedWriter('naive', path, n);
      const text = await readFile(path, 'utf8');
      must(
        isWhole(() => wholeVersion(JSON.parse(text))),
        'half a version was left',
      );
    }
    return { injected: 25 };
  }
  for (let round = 1; round <= 4; round++) {
    const already = kills === 0 ? 0 : ((await readVersion(path))?.version ?? 0);
    const told = await killedWriter('sqlite', path, already + 2 * round);
    kills += 1;
    const state = await readVersion(path);
    must(
      state !== undefined && state.version >= told && state.version <= told + 1,
      'an acknowledged version is gone',
    );
    must(
      isWhole(() => state && wholeVersion(state.document)),
      'half a version was left',
    );
  }
  await serviceKilled(scene, join(folder, 'service'));
  return { mutations: 'nothing acknowledged lost, old or new version, never half', injected: kills + 1 };
}

/** The service itself, killed while changes are under way; then another one on its registry. */
async function serviceKilled(scene: Scene, path: string): Promise<void> {
  const { lab } = scene;
  const service = await lab.startCcxt({ REGISTRY_PATH: path });
  const registry = registryClient(service.url, KEYS.service);
  const { version: first } = await registry.config();
  const acknowledged: string[] = [];
  const changes = Array.from({ length: 30 }, async () => {
    const exchange = lab.nextExchange();
    await registry.change(exchange);
    acknowledged.push(exchange);
    if (acknowledged.length === 5) service.signal('SIGKILL');
  });
  await Promise.allSettled(changes);
  await service.end('SIGKILL');
  const after = await lab.startCcxt({ REGISTRY_PATH: path });
  const { version, blacklist } = await registryClient(after.url, KEYS.service).config();
  await after.end();
  const kept = blacklist.map(({ exchange }) => exchange);
  must(
    acknowledged.every((exchange) => kept.includes(exchange)),
    'an acknowledged change is gone',
  );
  must(version === first + kept.length, `version ${version} with ${kept.length} changes since ${first}`);
}

async function readVersion(path: string) {
  const store = openSqliteStore(path);
  try {
    return await store.read();
  } finally {
    await store.close();
  }
}

function isWhole(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
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
    number: 30,
    fault: 'CCXT service killed with -9 in mid-write',
    scenario: killedInMidWrite,
    controls: ['the transaction around a write'],
  },
  {
    number: 33,
    fault: 'two CCXT service instances on one store, one frozen',
    scenario: twoInstances,
    controls: ['a read of the store at every request'],
  },
];

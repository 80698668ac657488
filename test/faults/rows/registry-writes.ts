import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ENV } from '#lib/env.ts';
import { openSqliteStore } from '#services/ccxt/registry/sqlite-store.ts';
import { wholeVersion } from '../../support/ccxt/big-document.ts';
import { isRunning } from '../../support/processes.ts';
import { must, until } from '../expectations.ts';
import { KEYS } from '../lab.ts';
import { startTable } from '../places.ts';
import { registryClient } from '../registry-client.ts';
import type { Facts, Row } from '../scenario.ts';
import type { Scene } from '../scene.ts';

const WRITER = fileURLToPath(new URL('../../support/ccxt/registry-writer.ts', import.meta.url));

/** Lets a writer acknowledge some versions, kills it in the middle of the next, and gives the last it told. */
async function killedWriter(kind: 'sqlite' | 'naive', path: string, versions: number): Promise<number> {
  const child = spawn(process.execPath, [WRITER, kind, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = 0;
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    told = Number(line);
    if (told >= versions) child.kill('SIGKILL');
  });
  await Promise.all([once(lines, 'close'), once(child, 'exit')]);
  must(child.signalCode === 'SIGKILL', `the writer ended by itself, with ${child.exitCode}`);
  return told;
}

async function killedInMidWrite(scene: Scene): Promise<Facts> {
  const path = scene.file('registry');
  let kills = 0;
  if (scene.without !== undefined) {
    for (let n = 1; n <= 100; n++, kills++) {
      await killedWriter('naive', path, n);
      const text = await readFile(path, 'utf8');
      must(
        isWhole(() => wholeVersion(JSON.parse(text))),
        'half a version was left',
      );
    }
    return { injected: kills };
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
  const table = await startTable(scene);
  kills += await serviceKilled(scene, { [ENV.registryPath]: scene.file('service-registry') });
  kills += await serviceKilled(scene, { ...table.env, [ENV.registryTable]: table.name });
  return {
    mutations: 'nothing acknowledged lost, old or new version, never half; the service on DynamoDB too',
    injected: kills,
  };
}

/** The service itself, killed while changes are under way; then another one on its registry. How often. */
async function serviceKilled(scene: Scene, env: Record<string, string>): Promise<number> {
  const { lab } = scene;
  const service = await lab.startCcxt(env);
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
  await until('the service is gone', 5_000, () => !isRunning(service.pid));
  const after = await lab.startCcxt(env);
  const { version, blacklist } = await registryClient(after.url, KEYS.service).config();
  await after.end();
  const kept = blacklist.map(({ exchange }) => exchange);
  must(
    acknowledged.every((exchange) => kept.includes(exchange)),
    'an acknowledged change is gone',
  );
  must(version === first + kept.length, `version ${version} with ${kept.length} changes since ${first}`);
  return 1;
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

export const registryWriteRows: Row[] = [
  {
    number: 30,
    fault: 'CCXT service killed with -9 in mid-write',
    scenario: killedInMidWrite,
    controls: ['the transaction around a write'],
  },
];

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ENV } from '#lib/env.ts';
import { eventually } from '../support/eventually.ts';
import { freePorts } from '../support/free-ports.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/*
 * The services' images, without Docker: a folder with just what the Dockerfile puts into them, the built bundle and the
 * packages that it copies, and the very command, environment and health check.
 */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const KEY = 'kT4vQ9mZ2xB7nW1cR6yH8dL3fJ5gP0sA';

const DOCKERFILE = readFileSync(`${ROOT}services/Dockerfile`, 'utf8').replaceAll('\\\n', ' ');

interface Image {
  folder: string;
  env: Record<string, string>;
  command: string[];
  healthCheck: string[];
  user: string | undefined;
}

/** @param args of the build, by name */
function imageOf(dist: string, args: Record<string, string>): Image {
  const last = Object.entries(args).reduce(
    (text, [name, value]) => text.replaceAll(`$${name}`, value),
    DOCKERFILE.slice(DOCKERFILE.lastIndexOf('\nFROM ')),
  );
  const lines = (instruction: string) =>
    [...last.matchAll(new RegExp(`^\\s*${instruction} (.*)$`, 'gm'))].map(([, rest = '']) => rest.trim());
  const folder = temporaryFolder();
  for (const copied of lines('COPY').filter((line) => !line.startsWith('--from'))) {
    const [from = '', to = ''] = copied.split(/\s+/);
    cpSync(join(dist, from.replace(/^dist\//, '')), join(folder, to), { recursive: true });
  }
  linkExternal(folder);
  return {
    folder,
    env: Object.fromEntries(
      lines('ENV').flatMap((line) => line.split(/\s+/).map((pair) => pair.split('=') as [string, string])),
    ),
    command: JSON.parse(lines('CMD').find((line) => line.includes('main.mjs')) ?? '[]'),
    healthCheck: JSON.parse(/CMD (\[.*\])/.exec(lines('HEALTHCHECK')[0] ?? '')?.[1] ?? '[]'),
    user: lines('USER')[0],
  };
}

/** Links to the packages that the first stage hands on; of ccxt without the folder that it removes. */
function linkExternal(folder: string): void {
  const [, listed = ''] = /cp -r ((?:node_modules\/\S+ +)+)external/.exec(DOCKERFILE) ?? [];
  for (const path of listed.trim().split(/\s+/)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    if (path !== 'node_modules/ccxt') symlinkSync(join(ROOT, path), join(folder, path));
  }
  const ccxt = join(folder, 'node_modules/ccxt');
  mkdirSync(ccxt);
  for (const name of readdirSync(`${ROOT}node_modules/ccxt`)) {
    if (name === 'dist') continue;
    // copied, where it says what it needs, so that those packages are sought here
    cpSync(join(ROOT, 'node_modules/ccxt', name), join(ccxt, name), { recursive: true });
  }
}

/** What the thread that loads ccxt says of an exchange's capability, out of reach as the exchange itself is. */
async function loadedExchange(port: string): Promise<unknown> {
  const url = `http://127.0.0.1:${port}/api/admin/exchanges/validate/kraken`;
  const response = await fetch(url, { method: 'POST', headers: { 'x-api-key': KEY } });
  const { connectivity } = (await response.json()) as { connectivity: Record<string, unknown> };
  expect(connectivity.health).toMatchObject({ status: 'failed', code: 'UNREACHABLE' });
  return connectivity.capability;
}

const dist = temporaryFolder();
beforeAll(() => {
  execFileSync(process.execPath, [`${ROOT}build/build.ts`, dist]);
}, 60_000);

describe.each([
  [
    'ccxt',
    '3001',
    {
      [ENV.registryPath]: 'registry.sqlite',
      [ENV.seedExchanges]: 'kraken',
      [ENV.exchangeProxyUrl]: 'http://127.0.0.1:9/',
    },
  ],
  [
    'collector',
    '3002',
    { [ENV.ccxtServiceUrl]: 'http://127.0.0.1:9', [ENV.redisUrl]: 'redis://127.0.0.1:9' },
  ],
])('the image of %s', (SERVICE, PORT, settings) => {
  let image: Image;
  beforeAll(() => {
    image = imageOf(dist, { SERVICE, PORT });
  }, 60_000);
  let child: ChildProcess | undefined;
  afterEach(async () => {
    const running = child;
    child = undefined;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const exited = once(running, 'exit');
    running.kill('SIGKILL');
    await exited;
  });

  it('starts from what is in it, tells its health, and ends when told to', async () => {
    const port = String(await freePorts(1));
    const env = {
      PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
      ...image.env,
      ...settings,
      [ENV.port]: port,
      [ENV.serviceApiKey]: KEY,
    };
    const [check = '', ...checkArgs] = image.healthCheck;
    const health = () => spawnSync(check, checkArgs, { cwd: image.folder, env }).status;
    expect(health()).toBe(1);

    const [program = '', ...args] = image.command;
    child = spawn(program, args, { cwd: image.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }

    await eventually(() => expect(output).toContain('listening'), { timeoutMs: 10_000 });
    expect(output).toContain('0.0.0.0');
    expect(health()).toBe(0);
    if (SERVICE === 'ccxt') expect(await loadedExchange(port)).toMatchObject({ status: 'passed' });
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(health()).toBe(1);
  });

  it('listens where its port is exposed, as an ordinary user', () => {
    expect([image.env.PORT, image.user]).toEqual([PORT, 'node']);
  });
});

it('the images are built in two stages of one Node', () => {
  const bases = [...DOCKERFILE.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
  expect(bases).toEqual(['node:24-bookworm-slim', 'node:24-bookworm-slim']);
});

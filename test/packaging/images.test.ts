import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ENV } from '#lib/env.ts';
import { eventually } from '../support/eventually.ts';
import { freePorts } from '../support/free-ports.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/*
 * The services' images, without Docker: a folder with just what the Dockerfile puts into them, the packages that
 * `npm ci --omit=dev` installs, and the very command, environment and health check.
 */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const KEY = 'kT4vQ9mZ2xB7nW1cR6yH8dL3fJ5gP0sA';

interface Image {
  folder: string;
  env: Record<string, string>;
  command: string[];
  healthCheck: string[];
  user: string | undefined;
}

function imageOf(service: string): Image {
  const dockerfile = readFileSync(`${ROOT}services/${service}/Dockerfile`, 'utf8').replaceAll('\\\n', ' ');
  const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
  const lines = (instruction: string) =>
    [...last.matchAll(new RegExp(`^\\s*${instruction} (.*)$`, 'gm'))].map(([, rest = '']) => rest.trim());
  const folder = temporaryFolder();
  for (const copied of lines('COPY').filter((line) => !line.startsWith('--from'))) {
    const [from = '', to = ''] = copied.split(/\s+/);
    cpSync(join(ROOT, from), join(folder, to === './' ? from : to), { recursive: true });
  }
  installProduction(folder);
  return {
    folder,
    env: Object.fromEntries(
      lines('ENV').flatMap((line) => line.split(/\s+/).map((pair) => pair.split('=') as [string, string])),
    ),
    command: JSON.parse(lines('CMD').find((line) => line.includes('main.ts')) ?? '[]'),
    healthCheck: JSON.parse(/CMD (\[.*\])/.exec(lines('HEALTHCHECK')[0] ?? '')?.[1] ?? '[]'),
    user: lines('USER')[0],
  };
}

/** Links to what is not for development only; of ccxt without the folder that the Dockerfile removes. */
function installProduction(folder: string): void {
  const { packages } = JSON.parse(readFileSync(`${ROOT}package-lock.json`, 'utf8')) as {
    packages: Record<string, { dev?: boolean; optional?: boolean }>;
  };
  for (const [path, { dev, optional }] of Object.entries(packages)) {
    if (!path || dev || optional || path.lastIndexOf('node_modules/') > 0) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    if (path !== 'node_modules/ccxt') symlinkSync(join(ROOT, path), join(folder, path));
  }
  const ccxt = join(folder, 'node_modules/ccxt');
  mkdirSync(ccxt);
  for (const name of readdirSync(`${ROOT}node_modules/ccxt`)) {
    if (name !== 'dist') symlinkSync(join(ROOT, 'node_modules/ccxt', name), join(ccxt, name));
  }
}

describe.each([
  ['ccxt', { [ENV.registryPath]: 'registry.sqlite', [ENV.seedExchanges]: 'kraken' }],
  ['collector', { [ENV.ccxtServiceUrl]: 'http://127.0.0.1:9', [ENV.redisUrl]: 'redis://127.0.0.1:9' }],
])('the image of %s', (service, settings) => {
  const image = imageOf(service);
  let child: ChildProcess | undefined;
  afterEach(async () => {
    if (child?.exitCode !== null || !child) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
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
    const [program = '', ...args] = image.command;
    child = spawn(program, args, { cwd: image.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const [check = '', ...checkArgs] = [...image.healthCheck.slice(0, -1), port];
    const health = () => spawnSync(check, checkArgs, { cwd: image.folder, env }).status;

    expect(health()).toBe(1);
    await eventually(() => expect(output).toContain('listening'), { timeoutMs: 10_000 });
    expect(output).toContain('0.0.0.0');
    expect(health()).toBe(0);
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(health()).toBe(1);
  });

  it('runs as an ordinary user, in two stages of one Node', () => {
    expect(image.user).toBe('node');
    const bases = [
      ...readFileSync(`${ROOT}services/${service}/Dockerfile`, 'utf8').matchAll(/^FROM (\S+)/gm),
    ].map(([, base]) => base);
    expect(bases).toEqual(['node:24-bookworm-slim', 'node:24-bookworm-slim']);
  });
});

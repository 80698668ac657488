import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import { freePorts } from '../support/free-ports.ts';
import { type RunningSystem, startSystem } from '../support/system.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Runs the same command as `npm start` or `npm run invoke` to its end. */
function run(script: string, args: string[], env: Record<string, string> = {}) {
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const ended = spawnSync(process.execPath, [join('local', script), ...args], {
    cwd: ROOT,
    env: { ...inherited, ...env },
    encoding: 'utf8',
    timeout: 15_000,
  });
  return { code: ended.status, stdout: ended.stdout, stderr: ended.stderr };
}

/** npm 9.6.7 to 10.2 swallow SIGTERM while a script runs (https://github.com/npm/run-script/pull/188). */
function npmPassesSignalsOn(): boolean {
  const [major = 0, minor = 0] = execFileSync('npm', ['--version'], { encoding: 'utf8' })
    .split('.')
    .map(Number);
  return major > 10 || (major === 10 && minor >= 3);
}

async function api(system: RunningSystem, method: string, path: string, key = system.endpoints.adminApiKey) {
  const response = await fetch(`${system.endpoints.gatewayUrl}/api/v1/exchanges${path}`, {
    method,
    headers: { 'x-admin-key': key },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

function pidOf(system: RunningSystem, command: string): number {
  const found = system.processes().filter((one) => one.command.includes(command));
  const [only] = found;
  if (!only || found.length > 1) throw new Error(`${found.length} processes are ${command}`);
  return only.pid;
}

describe('npm start', () => {
  const state = temporaryFolder();
  let system: RunningSystem;
  beforeAll(async () => {
    system = await startSystem({ state });
  }, 60_000);
  afterAll(() => system.stop());

  it('is ready when every part answers, and says how to go on', async () => {
    const { gatewayUrl, adminApiKey } = system.endpoints;
    expect(system.output()).toMatch(new RegExp(`^ready ${gatewayUrl}$`, 'm'));
    expect(system.output()).toContain(`  admin key     ${adminApiKey}`);
    expect(await api(system, 'GET', '/supported')).toEqual({
      status: 200,
      body: { exchanges: ['binance', 'bybit', 'coinbase', 'kraken', 'okx'], count: 5 },
    });
    expect((await api(system, 'GET', '/workers/status')).status).toBe(200);
    expect((await fetch(`${system.endpoints.collectorUrl}/ready`)).status).toBe(200);
    expect((await fetch(`${system.endpoints.simulatorUrl}/__health`)).status).toBe(200);
    expect(system.processes()).toHaveLength(9);
  });

  it('leaves its endpoints for the owner only', () => {
    expect(statSync(join(state, 'endpoints.json')).mode & 0o777).toBe(0o600);
  });

  it('refuses a second one on the same state', () => {
    const second = run('start.mjs', ['--state', state]);
    expect(second).toMatchObject({ code: 1, stdout: '' });
    expect(second.stderr).toMatch(/^Another npm start is using .*--state DIR.*\n$/);
  });

  it('lets functions be invoked on events from files', () => {
    const get = run('invoke.mjs', ['get-supported', 'events/get-supported.json', '--state', state]);
    expect(get).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(get.stdout)).toMatchObject({ statusCode: 200, body: { count: 5 } });
    const add = run('invoke.mjs', ['add-exchange', 'events/add-exchange.json', '--state', state]);
    expect(JSON.parse(add.stdout)).toMatchObject({ statusCode: 200, body: { changed: true } });
  });

  it.each([
    ['redis-server --port', 'redis'],
    ['services/ccxt/main.ts', 'ccxt'],
    ['local/gateway/main.ts', 'gateway'],
  ])('brings %s back when it is killed', async (command, name) => {
    const before = pidOf(system, command);
    process.kill(before, 'SIGKILL');
    await eventually(() => expect(system.output()).toContain(`${name} is back`), { timeoutMs: 15_000 });
    expect(system.output()).toMatch(new RegExp(`${name} ended \\(.*\\): it is started again in 0.25 s`));
    await eventually(async () => expect((await api(system, 'GET', '/supported')).body.count).toBe(6));
    expect(pidOf(system, command)).not.toBe(before);
  });

  it('ends all of it at a signal to npm, even one that comes twice, and with 0', async () => {
    expect((await api(system, 'POST', '/blacklist/kraken')).status).toBe(200);
    system.signal('SIGTERM', npmPassesSignalsOn() ? 'npm' : 'supervisor');
    system.signal('SIGINT', 'supervisor');
    expect(await system.exited).toBe(0);
    await eventually(() => expect(system.processes()).toEqual([]));
    expect(existsSync(join(state, 'endpoints.json'))).toBe(false);
  });

  it('still knows its state and key at the next start, and SIGKILL of the supervisor leaves nothing behind', async () => {
    const again = await startSystem({ state });
    try {
      expect(again.endpoints.adminApiKey).toBe(system.endpoints.adminApiKey);
      expect((await api(again, 'GET', '/supported')).body.exchanges).toEqual([
        'binance',
        'bitstamp',
        'bybit',
        'coinbase',
        'okx',
      ]);
      again.signal('SIGKILL', 'supervisor');
      await eventually(() => expect(again.processes()).toEqual([]), { timeoutMs: 10_000 });
    } finally {
      await again.stop();
    }
  }, 60_000);

  it('begins anew with --reset after that, and a killed npm takes all of it along', async () => {
    const fresh = await startSystem({ state, args: ['--reset'] });
    try {
      expect((await api(fresh, 'GET', '/supported')).body.count).toBe(5);
      expect(fresh.endpoints.adminApiKey).not.toBe(system.endpoints.adminApiKey);
      fresh.signal('SIGKILL', 'npm');
      await eventually(() => expect(fresh.processes()).toEqual([]), { timeoutMs: 10_000 });
      expect(existsSync(join(state, 'endpoints.json'))).toBe(false);
    } finally {
      await fresh.stop();
    }
  }, 60_000);
});

describe('npm start that cannot', () => {
  it('names the port that is taken and what to do, before anything is started', async () => {
    const base = await freePorts(5);
    const other = createServer().listen(base + 2, '127.0.0.1');
    await once(other, 'listening');
    const state = temporaryFolder();
    try {
      const { code, stdout, stderr } = run('start.mjs', ['--state', state], { PORT: String(base) });
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toBe(
        `Port ${base + 2} (for collector) is taken: stop what listens there, or choose another with PORT, ` +
          `for instance PORT=${base + 1002} npm start (it takes up to 5 ports from there on).\n`,
      );
      expect(existsSync(join(state, 'keys.json'))).toBe(false);
    } finally {
      other.close();
    }
  });

  it.each([
    [['--foo'], {}, /^Unknown option '--foo'\. The flags are --live, .*\n$/],
    [[], { ADMIN_API_KEY: 'weak' }, /^ADMIN_API_KEY is too weak: .*\n$/],
    [[], { npm_config_live: 'true' }, /^npm kept --live to itself: write npm start -- --live\.\n$/],
    [[], { PORT: '80' }, /^PORT must be a number from 1024 to .*\n$/],
    [[], { REDIS_URL: 'redis://127.0.0.1:1' }, /^No Redis answers at REDIS_URL .*\n$/],
  ])('says why in a sentence: %j %j', async (args, env, message) => {
    const port = String(await freePorts(5));
    const ended = run('start.mjs', ['--state', temporaryFolder(), ...args], { PORT: port, ...env });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(message);
  });

  it('ends when the registry is damaged, and leaves the file as it is', async () => {
    const state = temporaryFolder();
    mkdirSync(join(state, 'simulated'));
    const registry = join(state, 'simulated', 'registry.sqlite');
    writeFileSync(registry, 'not a database, and longer than the header of one '.repeat(40));
    const ended = run('start.mjs', ['--state', state], { PORT: String(await freePorts(5)) });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('ccxt cannot run: its lines above say why, and what to do.');
    expect(ended.stdout).toContain(registry);
    expect(readFileSync(registry, 'utf8')).toMatch(/^not a database/);
  });

  it('shows its flags when asked', () => {
    expect(run('start.mjs', ['--help'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^npm start -- \[--live\]/),
    });
  });
});

describe('npm run invoke that cannot', () => {
  it.each([
    [[], /^Usage: npm run invoke -- NAME EVENT\.json/],
    [['__proto__', 'x.json'], /^There is no function "__proto__"\. There are: get-config, /],
    [['get-config', 'events/get-config.json'], /^Nothing runs here .*start it with npm start/],
  ])('says why in a sentence: %j', (args, message) => {
    const ended = run('invoke.mjs', [...args, '--state', temporaryFolder()]);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(message);
  });
});

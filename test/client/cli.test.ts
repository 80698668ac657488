import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { apiClient } from '../support/api-client.ts';
import { eventually } from '../support/eventually.ts';
import { inTerminal, startCli } from '../support/exchangectl.ts';
import { type RunningSystem, startSystem } from '../support/system.ts';

let system: RunningSystem;
let env: Record<string, string>;
const cli = (...args: string[]) => startCli(args, env).ended;
const json = async (...args: string[]) => JSON.parse((await cli(...args, '--json')).stdout);

beforeAll(async () => {
  system = await startSystem();
  const { gatewayUrl, adminApiKey } = system.endpoints;
  env = { EXCHANGECTL_URL: gatewayUrl, EXCHANGECTL_ADMIN_KEY: adminApiKey, EXCHANGECTL_ACTOR: 'ada' };
}, 90_000);
afterAll(() => system?.stop(), 20_000);

describe('an operator', () => {
  it('adds an exchange, sees it collecting, blacklists it for an hour, and finds who did it', async () => {
    expect(await cli('add', 'bitstamp', '--dry-run')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('nothing was changed'),
    });
    expect((await cli('supported')).stdout).not.toContain('bitstamp');
    expect(await cli('add', 'BITSTAMP', '--every', '2s')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('worker: running'),
    });
    const { stdout } = await cli('status');
    expect(stdout).toMatch(/^bitstamp +running +\S+ +\S+ +2\.0s/m);
    await cli('add', 'bitstamp', '--every', 'default', '--symbols', 'default');
    const { exchanges } = (await apiClient(system.endpoints)({ path: '/config' })).body;
    expect(exchanges.find(({ id }: { id: string }) => id === 'bitstamp').settings).toEqual({});

    const blacklisted = await cli(
      'blacklist',
      'bitstamp',
      '--for',
      '1h',
      '--reason',
      'prices lag behind',
      '--yes',
    );
    expect(blacklisted).toMatchObject({ code: 0, stdout: expect.stringContaining('worker: blacklisted') });
    expect((await cli('supported')).stdout).not.toContain('bitstamp');

    const audit = await cli('audit', 'bitstamp', '--limit', '1');
    expect(audit.stdout).toMatch(
      /ada +\S+ +blacklist-exchange +bitstamp +OK +reason="prices lag behind" ttlSeconds=3600/,
    );
    expect(await cli('unblacklist', 'bitstamp')).toMatchObject({ code: 0 });
  }, 60_000);

  it('restarts, pauses and resumes, and sees it in a timeline', async () => {
    const before = (await json('status', 'binance')).generation;
    expect(await cli('restart', 'binance')).toMatchObject({ code: 0 });
    expect((await json('status', 'binance')).generation).toBeGreaterThan(before);
    expect(await json('pause', 'okx', '--reason', 'moves house')).toMatchObject({
      changed: true,
      worker: { state: 'paused' },
    });
    expect((await cli('status', 'okx', '--check')).code).toBe(5);
    expect((await cli('resume', 'okx')).stdout).toContain('worker: running');
    expect((await cli('status', 'okx')).stdout).toMatch(/ paused +\d+ /);
    expect(await json('restart', '--failed', '--dry-run')).toMatchObject({ dryRun: true, onlyFailed: true });
    expect((await json('refresh', '--dry-run')).exchanges).toContain('binance');
    expect((await cli('health', '--deep', '--check')).stdout).toMatch(/^collector +up/m);
  }, 60_000);

  it('watches: one line for each change of a state, until Ctrl-C', async () => {
    const watch = startCli(['watch', '--every', '1s'], env);
    await eventually(() => expect(watch.seen()).toContain('okx running'), { timeoutMs: 15_000 });
    await cli('pause', 'okx');
    await eventually(() => expect(watch.seen()).toContain('okx paused'), { timeoutMs: 15_000 });
    watch.interrupt();
    expect(await watch.ended).toMatchObject({ code: 0, stderr: '' });
    await cli('resume', 'okx');
  }, 60_000);
});

describe('what goes wrong', () => {
  it.each([
    ['a refusal', ['restart', 'mtgox'], {}, 1, 'EXCHANGE_UNKNOWN'],
    ['a key as an argument', ['restart', 'okx', '--admin-key=abc'], {}, 2, 'never taken from an argument'],
    ['no command', ['frobnicate'], {}, 2, 'Begin with a command: status, '],
    ['an option that is not known', ['supported', '--fast'], {}, 2, '--fast'],
    ['a name too few', ['add'], {}, 2, 'Usage: exchangectl add EXCHANGE'],
    ['no time', ['blacklist', 'okx', '--for', 'ever'], {}, 2, 'such as 90s'],
    ['nobody to ask', ['blacklist', 'okx'], {}, 2, 'give --yes'],
    [
      'nothing there',
      ['supported', '--url', 'http://127.0.0.1:1'],
      {},
      3,
      'Nothing answers at http://127.0.0.1:1',
    ],
    ['a wrong key', ['restart', 'okx'], { EXCHANGECTL_ADMIN_KEY: 'wrong' }, 4, 'ADMIN_AUTH_FAILED'],
    ['what cannot be a key', ['restart', 'okx'], { EXCHANGECTL_ADMIN_KEY: 'schlüssel' }, 4, 'no admin key'],
    ['what cannot be a name', ['restart', 'okx', '--actor', 'Zoë'], {}, 2, 'printable ASCII'],
    [
      'no key and no terminal',
      ['restart', 'okx'],
      { EXCHANGECTL_ADMIN_KEY: '' },
      4,
      'Set EXCHANGECTL_ADMIN_KEY',
    ],
  ])('%s: a sentence and an exit code', async (_, args, more, code, sentence) => {
    const result = await startCli(args, { ...env, ...more }).ended;
    expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(sentence) });
    expect(result.stderr).not.toContain('    at ');
  });

  it('is one JSON object for machines', async () => {
    const { code, stderr } = await cli('restart', 'mtgox', '--json');
    expect({ code, ...JSON.parse(stderr) }).toMatchObject({
      code: 'EXCHANGE_UNKNOWN',
      status: 404,
      requestId: expect.any(String),
    });
  });
});

describe('in a terminal', () => {
  it('asks for the key without showing it', async () => {
    const { EXCHANGECTL_ADMIN_KEY: key = '', ...without } = env;
    const { code, screen } = await inTerminal(['restart', 'okx'], without, [
      ['Admin key: ', `x\u007f${key}\r`],
    ]);
    expect({ code, screen }).toEqual({
      code: 0,
      screen: expect.stringContaining('Worker restarted successfully'),
    });
    expect(screen).not.toContain(key.slice(0, 8));
  }, 30_000);

  it('Ctrl-C at that question ends it, and nothing is sent', async () => {
    const { EXCHANGECTL_ADMIN_KEY: _, ...without } = env;
    const { code, screen } = await inTerminal(['restart', 'okx'], without, [['Admin key: ', '\u0003']]);
    expect({ code, screen }).toEqual({ code: 4, screen: expect.stringContaining('No admin key was given') });
  }, 30_000);

  it('asks before it interrupts the collection', async () => {
    const no = await inTerminal(['blacklist', 'okx', '--for', '1h'], env, [['[y/N] ', 'n\r']]);
    expect({ ...no }).toEqual({
      code: 2,
      screen: expect.stringContaining('Stop collecting okx until 1h from now?'),
    });
    const interrupted = await inTerminal(['blacklist', 'okx', '--for', '1h'], env, [['[y/N] ', '\u0003']]);
    expect({ ...interrupted }).toEqual({ code: 2, screen: expect.stringContaining('Nothing was changed') });
    expect((await cli('supported')).stdout).toContain('okx');
    const yes = await inTerminal(['blacklist', 'okx', '--for', '1h'], env, [['[y/N] ', 'y\r']]);
    expect(yes).toEqual({ code: 0, screen: expect.stringContaining('okx is blacklisted') });
  }, 30_000);
});

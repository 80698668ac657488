import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JobName, RouteName } from '#lib/routes.ts';
import { type FunctionHost, startFunctionHost } from '../support/function-host.ts';
import { type RunningSystem, startSystem } from '../support/system.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let system: RunningSystem;
let functions: FunctionHost;
beforeAll(async () => {
  system = await startSystem();
  const { redisUrl, ccxtServiceUrl, collectorUrl, adminApiKey, serviceApiKey } = system.endpoints;
  functions = startFunctionHost(
    { redis: redisUrl, ccxt: ccxtServiceUrl, collector: collectorUrl },
    { admin: adminApiKey, service: serviceApiKey },
  );
}, 90_000);
afterAll(async () => {
  await functions?.stop();
  await system?.stop();
}, 20_000);

async function sample(file: string): Promise<unknown> {
  const text = await readFile(`${ROOT}/events/${file}.json`, 'utf8');
  return JSON.parse(text.replaceAll('{{ADMIN_API_KEY}}', system.endpoints.adminApiKey));
}
const send = async (name: RouteName | JobName, file: string) => functions.send(name, await sample(file));

describe('the sample events, against the running system', () => {
  it.each([
    'get-config',
    'get-supported',
    'get-worker-status',
    'get-worker',
    'add-exchange',
    'refresh-exchanges',
    'blacklist-exchange',
    'unblacklist-exchange',
    'restart-worker',
    'get-audit',
    'get-health',
    'pause-worker',
    'resume-worker',
    'restart-workers',
  ] as const)(
    '%s works',
    async (name) => {
      expect(await send(name, name)).toMatchObject({ statusCode: 200 });
    },
    40_000,
  );

  it.each([
    ['get-config', 404, 'NOT_FOUND'],
    ['get-supported', 404, 'NOT_FOUND'],
    ['get-worker-status', 404, 'NOT_FOUND'],
    ['get-worker', 404, 'EXCHANGE_UNKNOWN'],
    ['add-exchange', 400, 'INVALID_BODY'],
    ['refresh-exchanges', 401, 'ADMIN_AUTH_FAILED'],
    ['blacklist-exchange', 400, 'INVALID_BODY'],
    ['unblacklist-exchange', 400, 'INVALID_EXCHANGE_ID'],
    ['restart-worker', 401, 'ADMIN_AUTH_FAILED'],
    ['pause-worker', 404, 'EXCHANGE_UNKNOWN'],
    ['resume-worker', 400, 'INVALID_BODY'],
    ['restart-workers', 400, 'INVALID_REQUEST'],
    ['get-audit', 400, 'INVALID_REQUEST'],
    ['get-health', 401, 'ADMIN_AUTH_FAILED'],
  ] as const)('the failing one of %s is %i %s', async (name, statusCode, code) => {
    const response = (await send(name, `${name}.failing`)) as { statusCode: number; body: string };
    expect({ statusCode: response.statusCode, code: JSON.parse(response.body).code }).toEqual({
      statusCode,
      code,
    });
  });

  it('jobs answer plain JSON, and throw', async () => {
    expect(await send('sweep-blacklist', 'sweep-blacklist')).toEqual({ removed: [] });
    expect(await send('invalidate-cache', 'invalidate-cache')).toMatchObject({ version: expect.any(Number) });
    expect(await send('invalidate-cache', 'invalidate-cache.stream')).toMatchObject({ version: 12 });
    expect(await send('refresh-exchanges', 'refresh-exchanges.schedule')).toMatchObject({
      failed: [],
      warnings: [],
    });
    for (const name of ['sweep-blacklist', 'invalidate-cache'] as const) {
      await expect(send(name, `${name}.failing`)).rejects.toMatchObject({ code: 'INVALID_EVENT' });
    }
  }, 40_000);
});

describe('npm run invoke', () => {
  const invoke = (...args: string[]) => {
    const { NODE_OPTIONS: _, ...env } = process.env;
    return promisify(execFile)('npm', ['run', '--silent', 'invoke', '--', ...args, '--state', system.state], {
      cwd: ROOT,
      env,
    });
  };

  it('calls a function as Lambda would, with the key filled in', async () => {
    const { stdout } = await invoke('get-supported', 'events/get-supported.json');
    expect(stdout).toContain('binance');
  }, 30_000);

  it('says in a sentence what is wrong with its arguments', async () => {
    await expect(invoke('nosuch', 'events/get-supported.json')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/get-config/),
    });
  }, 30_000);
});

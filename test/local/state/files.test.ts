import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { weakness } from '#lib/auth/weak-key.ts';
import { endpointsPath, readEndpoints, removeEndpoints, writeEndpoints } from '#local/state/endpoints.ts';
import { keysOf } from '#local/state/keys.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('the keys of a state folder', () => {
  it('are made once, strong, different, and for the owner only', async () => {
    const folder = temporaryFolder();
    const keys = await keysOf(folder, undefined);
    expect([weakness(keys.adminApiKey), weakness(keys.serviceApiKey)]).toEqual([undefined, undefined]);
    expect(keys.adminApiKey).not.toBe(keys.serviceApiKey);
    expect(await keysOf(folder, undefined)).toEqual(keys);
    expect(modeOf(join(folder, 'keys.json'))).toBe(0o600);
    expect((await keysOf(temporaryFolder(), undefined)).adminApiKey).not.toBe(keys.adminApiKey);
  });

  it('give way to a given admin key, which is not stored', async () => {
    const folder = temporaryFolder();
    const made = await keysOf(folder, undefined);
    expect(await keysOf(folder, 'given')).toEqual({ ...made, adminApiKey: 'given' });
    expect(readFileSync(join(folder, 'keys.json'), 'utf8')).not.toContain('given');
  });

  it('are made again when the file cannot be read', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'keys.json'), '{"adminApi');
    const keys = await keysOf(folder, undefined);
    expect(weakness(keys.adminApiKey)).toBeUndefined();
    expect(await keysOf(folder, undefined)).toEqual(keys);
  });
});

describe('the endpoints of a running system', () => {
  const endpoints = {
    gatewayUrl: 'http://127.0.0.1:1',
    ccxtServiceUrl: 'http://127.0.0.1:2',
    collectorUrl: 'http://127.0.0.1:3',
    redisUrl: 'redis://127.0.0.1:4',
    simulatorUrl: null,
    recordsPath: '/state/simulated/records.sqlite',
    adminApiKey: 'a',
    serviceApiKey: 's',
    pid: process.pid,
  };

  it('are for the owner only, and gone afterwards', async () => {
    const folder = temporaryFolder();
    await writeEndpoints(folder, endpoints);
    expect(modeOf(endpointsPath(folder))).toBe(0o600);
    expect(await readEndpoints(folder)).toEqual(endpoints);
    await removeEndpoints(folder);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['there are none', undefined],
    ['they were left by a process that is gone', { ...endpoints, pid: 2 ** 22 + 1 }],
  ])('say how to start the system when %s', async (_case, left) => {
    const folder = temporaryFolder();
    if (left) await writeEndpoints(folder, left);
    await expect(readEndpoints(folder)).rejects.toThrow(/Nothing runs here .*start it with npm start/);
  });
});

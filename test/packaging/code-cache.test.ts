import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../support/temporary-folder.ts';

const BUILD = fileURLToPath(new URL('../../build/build.ts', import.meta.url));
const ENTRIES = ['read', 'admin'] as const;

describe('a layer with code caches', () => {
  const dist = temporaryFolder();
  const folder = join(dist, 'layer/nodejs/node_modules/exchange-control-plane');
  beforeAll(async () => {
    const env = { PATH: process.env.PATH };
    await promisify(execFile)(process.execPath, [BUILD, dist, '--code-cache'], { env });
  }, 60_000);

  /** What it prints to load an entry: whatever that logs, then what its `endpoint` is. */
  const load = (entry: string, ...flags: string[]) =>
    execFileSync(
      process.execPath,
      [...flags, '-e', `console.log(typeof require('${join(folder, entry)}.cjs').endpoint)`],
      { encoding: 'utf8', env: {} },
    );

  it.each(ENTRIES)('has one for %s that this Node accepts', (entry) => {
    expect(load(entry)).toBe('function\n');
  });

  it.each(ENTRIES)('counts a rejection of that of %s by another V8, and works all the same', (entry) => {
    const [line = '', exported] = load(entry, '--no-opt').split('\n');
    expect(JSON.parse(line)).toMatchObject({
      service: 'exchange-control-plane',
      code_cache_rejected: 1,
      _aws: { CloudWatchMetrics: [{ Namespace: 'ExchangeControlPlane' }] },
    });
    expect(exported).toBe('function');
  });

  it('counts one that is damaged, and works all the same', () => {
    writeFileSync(join(folder, 'read.code-cache'), 'damaged');
    expect(load('read')).toMatch(/"code_cache_rejected":1.*\nfunction\n$/);
  });
});

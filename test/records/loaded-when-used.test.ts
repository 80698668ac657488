import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Of what a process has loaded after `source`: whether sqlite and the AWS SDK are among it. */
async function loadedBy(source: string): Promise<unknown> {
  const report = `
    const { registerHooks } = await import('node:module');
    let sdk = false;
    registerHooks({ resolve(specifier, context, next) {
      if (specifier.startsWith('@aws-sdk/')) sdk = true;
      return next(specifier, context);
    } });
    ${source}
    console.log(JSON.stringify({ sqlite: process.moduleLoadList.some((name) => /\\bsqlite$/.test(name)), sdk }));
  `;
  const { NODE_OPTIONS: _, ...env } = process.env;
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', report];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env });
  return JSON.parse(stdout);
}
const use = (place: string) => `
  const { openedWhenUsed } = await import('./lib/records/open-records.ts');
  await openedWhenUsed(${place}).audit.page({ limit: 1 }).catch(() => undefined);
`;
const dynamoDb = 'async () => ({ Items: [] })';

describe('what the functions load', () => {
  it.each([
    [
      'neither, on the read path',
      `await import('./functions/get-config.ts');`,
      { sqlite: false, sdk: false },
    ],
    [
      'neither, on the admin path before its first call',
      `await import('./functions/add-exchange.ts');`,
      {
        sqlite: false,
        sdk: false,
      },
    ],
    [
      'neither, for records on AWS',
      use(`{ table: { name: 'records', dynamoDb: ${dynamoDb} } }`),
      { sqlite: false, sdk: false },
    ],
    ['sqlite alone, for records in a file', use("{ path: ':memory:' }"), { sqlite: true, sdk: false }],
    [
      'the SDK, for asking ElastiCache',
      `const { describeReplicationGroup } = await import('./lib/redis/replication-group.ts');
       await describeReplicationGroup('group')(AbortSignal.abort()).catch(() => undefined);`,
      { sqlite: false, sdk: true },
    ],
  ])('is %s', async (_, source, expected) => {
    expect(await loadedBy(source)).toEqual(expected);
  });
});

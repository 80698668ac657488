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
const use = (place: object) => `
  const { openedWhenUsed } = await import('./lib/records/open-records.ts');
  await openedWhenUsed(${JSON.stringify(place)}).audit.page({ limit: 1 }).catch(() => undefined);
`;
const aws = `Object.assign(process.env, {
  AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b',
  AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1',
});`;

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
    ['the SDK alone, for records on AWS', aws + use({ table: 'records' }), { sqlite: false, sdk: true }],
    ['sqlite alone, for records in a file', use({ path: ':memory:' }), { sqlite: true, sdk: false }],
  ])('is %s', async (_, source, expected) => {
    expect(await loadedBy(source)).toEqual(expected);
  });
});

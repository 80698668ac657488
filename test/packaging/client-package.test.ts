import { execFile } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { VERSION } from '#lib/version.ts';
import { startCli } from '../support/exchangectl.ts';
import { sendJson, startHttpStub } from '../support/http-stub.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const CLIENT = fileURLToPath(new URL('../../client', import.meta.url));
const { NODE_OPTIONS: _, ...env } = process.env;
const run = promisify(execFile);
const folder = temporaryFolder();

it('the client as it is published: no TypeScript, no dependencies, its CLI with it', async () => {
  await run('npm', ['pack', '--ignore-scripts=false', '--pack-destination', folder], { cwd: CLIENT, env });
  const [tarball = ''] = readdirSync(folder);
  expect(tarball).toBe(`exchange-control-plane-client-${VERSION}.tgz`);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', join(folder, tarball)], {
    cwd: folder,
    env,
  });
  expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
    'exchange-control-plane-client',
  ]);

  const stub = await startHttpStub((__, response) =>
    sendJson(response, 200, { exchanges: ['okx'], count: 1 }),
  );
  try {
    const program = `import { ExchangeControlPlane } from 'exchange-control-plane-client';
      console.log((await new ExchangeControlPlane({ url: '${stub.url}' }).supported()).data.count);`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: folder,
      env,
    });
    expect(stdout.trim()).toBe('1');
    const bin = join(folder, 'node_modules/.bin/exchangectl');
    expect(await startCli(['supported', '--url', stub.url], {}, bin).ended).toMatchObject({
      code: 0,
      stdout: 'okx\n',
    });
  } finally {
    await stub.close();
  }
}, 60_000);

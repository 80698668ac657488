import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { ENV } from '#lib/env.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What exists for tests alone, by the names that minification is not there to change. */
const FOR_TESTS =
  /NaiveCache|ForgetfulStore|TrustingStore|TalkativeStore|weakened|weakening|FaultProxy|editedScripts|rememberingStore|forgivingStore/i;
/** Turning off what TLS checks. */
const TLS_OFF = /rejectUnauthorized:\s*(false|!1)/;
/** An environment variable or option that would sound like the switch that must not be. */
const SWITCH =
  /disable|skip|unsafe|insecure|bypass|no_?auth|ignore|weak|(^|_)fault|chaos|allow_?(all|any)|test_?mode/i;

/** What is wrong with the text of a bundle. */
function findings(text: string): string[] {
  return [FOR_TESTS, TLS_OFF].flatMap((pattern) => pattern.exec(text)?.[0] ?? []);
}

/** Names of environment variables that code of ours reads, wherever `process.env` stands for them. */
const environmentOf = (text: string) =>
  [...text.matchAll(/process\.env\.(\w+)/g)].map(([, name = '']) => name);

function filesBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => join(folder, name));
}

describe('what is built', () => {
  const dist = temporaryFolder();
  beforeAll(async () => {
    await promisify(execFile)(process.execPath, [`${ROOT}build/build.ts`, dist], {
      env: { PATH: process.env.PATH },
    });
  });

  it('holds nothing that exists for tests, and no TLS without its checks', () => {
    const bundles = filesBelow(dist, /\.(cjs|mjs|js)$/);
    expect(bundles.length).toBeGreaterThan(10);
    for (const bundle of bundles)
      expect([bundle, findings(readFileSync(bundle, 'utf8'))]).toEqual([bundle, []]);
  });

  it('would be found out: the same search of a bundle of the weakened functions', async () => {
    const { outputFiles } = await build({
      absWorkingDir: ROOT,
      entryPoints: ['test/support/weakened/host-main.ts'],
      bundle: true,
      write: false,
      platform: 'node',
      format: 'esm',
      packages: 'external',
    });
    expect(findings(outputFiles[0]?.text ?? '')).not.toEqual([]);
  });
});

describe('the sources of functions and services', () => {
  const sources = ['lib', 'functions', 'services'].flatMap((folder) =>
    filesBelow(join(ROOT, folder), /\.ts$/),
  );

  it('read no environment variable that could turn safety off', () => {
    const read = sources.flatMap((path) => environmentOf(readFileSync(path, 'utf8')));
    expect([...Object.values(ENV), ...read].filter((name) => SWITCH.test(name))).toEqual([]);
    expect(SWITCH.test('SKIP_AUTH')).toBe(true);
  });

  it('import nothing from the tests', () => {
    expect(sources.filter((path) => /from '[^']*\btest\//.test(readFileSync(path, 'utf8')))).toEqual([]);
  });
});

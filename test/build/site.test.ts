import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { IN_THE_CONSOLE } from '../../build/notices.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const BUILD = fileURLToPath(new URL('../../build/site.ts', import.meta.url));
const { NODE_OPTIONS: _, ...env } = process.env;
const buildInto = (folder: string) => promisify(execFile)(process.execPath, [BUILD, folder], { env });

it('is built once for the same sources, by however many at once, and leaves nothing beside it', async () => {
  const parent = temporaryFolder();
  const folder = join(parent, 'site');
  await Promise.all([buildInto(folder), buildInto(folder)]);
  expect(readdirSync(parent)).toEqual(['site']);
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const named = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(2);
  for (const path of named) expect(readFileSync(join(folder, path)).length).toBeGreaterThan(0);
  // what the security policy would refuse
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=|https?:/);
  for (const file of readdirSync(join(folder, 'assets'))) {
    expect(readFileSync(join(folder, 'assets', file), 'utf8')).not.toContain(dirname(dirname(BUILD)));
  }
  const licences = readFileSync(join(folder, 'licences.txt'), 'utf8');
  expect(licences).toMatch(/Jason Miller[\s\S]*Preact Team[\s\S]*The Inter Project Authors/);
  expect((await buildInto(folder)).stdout).toBe('');
}, 60_000);

it('has the licences of all that its sources import', () => {
  const sources = readdirSync(new URL('../../console/src/', import.meta.url), { recursive: true }).map(
    String,
  );
  const imported = sources
    .filter((path) => /\.(tsx?|css)$/.test(path))
    .flatMap((path) => [
      ...readFileSync(new URL(`../../console/src/${path}`, import.meta.url), 'utf8').matchAll(
        /(?:from |import |url\()['"]((?:@[\w-]+\/)?[a-z][\w-]*)/g,
      ),
    ])
    .map(([, name]) => name);
  expect(imported.length).toBeGreaterThan(10);
  expect(IN_THE_CONSOLE).toEqual(
    expect.arrayContaining([...new Set(imported)].filter((name) => name !== 'virtual')),
  );
});

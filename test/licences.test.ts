import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const root = new URL('..', import.meta.url);
const json = (path: string) => JSON.parse(readFileSync(new URL(path, root), 'utf8'));

/** May be shipped with a product under MIT without further duties than keeping the notice. */
const ALLOWED = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0']);

interface Locked {
  dev?: boolean;
  devOptional?: boolean;
}
/** Every package that production needs and that is installed here (not those of other platforms), by its folder. */
const installed = Object.entries<Locked>(json('package-lock.json').packages)
  .filter(([folder, { dev, devOptional }]) => folder !== '' && !dev && !devOptional)
  .map(([folder]) => folder)
  .filter((folder) => existsSync(new URL(`${folder}/package.json`, root)));

function refused(packages: { name: string; license?: unknown }[]): string[] {
  return packages
    .filter(({ license }) => typeof license !== 'string' || !ALLOWED.has(license))
    .map(({ name, license }) => `${name}: ${JSON.stringify(license)}`);
}

it('production depends on packages under permissive licences only', () => {
  expect(installed.length).toBeGreaterThan(50);
  expect(refused(installed.map((folder) => json(`${folder}/package.json`)))).toEqual([]);
});

it('another licence, or none, would be noticed', () => {
  expect(refused([{ name: 'a', license: 'AGPL-3.0' }, { name: 'b' }, { name: 'c', license: 'MIT' }])).toEqual(
    ['a: "AGPL-3.0"', 'b: undefined'],
  );
});

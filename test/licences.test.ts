import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { IN_THE_CONSOLE } from '../build/notices.ts';

const root = new URL('..', import.meta.url);
const json = (path: string) => JSON.parse(readFileSync(new URL(path, root), 'utf8'));

/** May be shipped with a product under MIT without further duties than keeping the notice. */
const SHIPPABLE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0'];

/** What browsers get of the console and the reference page, though npm counts it as development. */
const SHIPPED_TO_BROWSERS = [...IN_THE_CONSOLE, 'swagger-ui-dist'].map((name) => `node_modules/${name}`);

/** Tools run here and go nowhere: what binds only those who pass them on, or changed copies of them, does not bind us. */
const USABLE = [
  ...SHIPPABLE,
  'BlueOak-1.0.0',
  'CC-BY-4.0', // caniuse-lite, data
  'MPL-2.0', // axe-core, unchanged
  'OFL-1.1', // Inter
  'PSF-2.0', // argparse
];

interface Package {
  name: string;
  license?: unknown;
}
const locked = Object.entries<{ dev?: boolean; devOptional?: boolean; link?: boolean }>(
  json('package-lock.json').packages,
)
  .filter(([folder, { link }]) => folder !== '' && !link)
  // not those of other platforms
  .filter(([folder]) => existsSync(new URL(`${folder}/package.json`, root)))
  .map(([folder, { dev, devOptional }]) => ({ folder, isTool: dev === true || devOptional === true }));

const packagesAt = (folders: string[]): Package[] => folders.map((folder) => json(`${folder}/package.json`));

function refused(packages: Package[], allowed: readonly string[]): string[] {
  return packages
    .filter(({ license }) => !alternatives(license).some((one) => allowed.includes(one)))
    .map(({ name, license }) => `${name}: ${JSON.stringify(license)}`);
}

/** `(MIT OR CC0-1.0)` lets choose; some old packages write `{"type": "MIT"}`. */
function alternatives(license: unknown): string[] {
  const text = typeof license === 'string' ? license : Object(license).type;
  return typeof text === 'string' ? text.replace(/^\(|\)$/g, '').split(' OR ') : [];
}

describe('licences', () => {
  it('production depends on permissive ones only', () => {
    const folders = locked.filter(({ isTool }) => !isTool).map(({ folder }) => folder);
    expect(folders.length).toBeGreaterThan(50);
    expect(refused(packagesAt(folders), SHIPPABLE)).toEqual([]);
  });

  it('so do the pages that browsers get, and their font', () => {
    expect(refused(packagesAt(SHIPPED_TO_BROWSERS), [...SHIPPABLE, 'OFL-1.1'])).toEqual([]);
  });

  it('every tool that is installed may be used', () => {
    expect(locked.length).toBeGreaterThan(300);
    expect(refused(packagesAt(locked.map(({ folder }) => folder)), USABLE)).toEqual([]);
  });

  it.each([['AGPL-3.0'], [undefined], ['MIT AND GPL-3.0'], ['(GPL-2.0 OR AGPL-3.0)']])(
    '%s would be noticed',
    (license) => {
      expect(refused([{ name: 'a', license }], USABLE)).toEqual([`a: ${JSON.stringify(license)}`]);
    },
  );

  it('one of several is enough', () => {
    expect(
      refused(
        [
          { name: 'a', license: '(MIT OR GPL-3.0-or-later)' },
          { name: 'b', license: { type: 'MIT' } },
        ],
        USABLE,
      ),
    ).toEqual([]);
  });
});

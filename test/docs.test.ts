import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { ERRORS } from '#lib/errors.ts';
import { ROUTES } from '#lib/routes.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const DOCUMENTS = [
  'README.md',
  'CHANGELOG.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true })
    .map((file) => join('docs', String(file)))
    .filter((file) => file.endsWith('.md')),
];

describe('docs/api.md', () => {
  const text = read('docs/api.md');
  it.each(Object.values(ROUTES))(
    'has a row for $method $path, with its access',
    ({ method, path, access }) => {
      expect(text).toContain(`| ${method} \`${path}\` | ${access} |`);
    },
  );
  it.each(Object.entries(ERRORS))('names %s with its status and sentence', (code, [status, sentence]) => {
    expect(text).toContain(`| ${status} | \`${code}\`: ${sentence} |`);
  });
});

it.each(DOCUMENTS)('the links of %s lead somewhere', (file) => {
  for (const [, target = ''] of read(file).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    expect({ target, exists: existsSync(join(ROOT, dirname(file), target)) }).toEqual({
      target,
      exists: true,
    });
  }
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { buildReference } from '../../build/reference.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('the reference page', () => {
  const folder = temporaryFolder();
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  beforeAll(() => buildReference(folder));

  it('has beside it every file that it and its stylesheets name', () => {
    const html = read('index.html');
    const named = [
      ...Array.from(html.matchAll(/(?:src|href)="([^"]+)"/g), ([, file]) => file),
      ...Array.from(read('swagger-ui.css').matchAll(/url\(([^)]+)\)/g), ([, file]) => file),
    ].filter((file) => !file?.startsWith('/'));
    expect(named.length).toBeGreaterThan(10);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(named));
  });

  it('holds nothing inline and loads nothing from elsewhere, as the policy of the site wants it', () => {
    expect(read('index.html')).not.toMatch(/<style|style=|<script(?![^>]*\ssrc=)|\son\w+=|https?:/);
    expect(read('swagger-ui.css')).not.toMatch(/data:|https?:\/\/|@import/);
  });

  it('shows the API of this release', () => {
    const { paths } = JSON.parse(read('openapi.json'));
    expect(Object.keys(paths)).toContain('/api/v1/exchanges/supported');
  });
});

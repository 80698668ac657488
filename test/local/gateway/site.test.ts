import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SITE_CONTENT_SECURITY_POLICY } from '#lib/site-headers.ts';
import { gatewayServer } from '#local/gateway/server.ts';
import { siteFrom } from '#local/gateway/site.ts';
import { SITE_STAMP } from '#local/site-folder.ts';
import { sendRaw } from '../../support/raw-http.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const routes = { f: { method: 'GET', path: '/api/v1/f', timeoutMs: 5_000 } } as const;
const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

function siteFolder(page: string, stamp = page): string {
  const outside = temporaryFolder();
  const folder = join(outside, 'site');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  mkdirSync(join(folder, 'docs'));
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'assets/index-abc.js'), 'export {};');
  writeFileSync(join(folder, 'docs/index.html'), '<!doctype html>docs');
  writePage(folder, page, stamp);
  return folder;
}

function writePage(folder: string, page: string, stamp: string): void {
  writeFileSync(join(folder, 'index.html'), page);
  writeFileSync(join(folder, SITE_STAMP), stamp);
}

async function serve(folder: string) {
  const server = gatewayServer({
    routes,
    site: siteFrom(folder),
    loadHandler: async () => async () => ({ statusCode: 200, body: 'the function' }),
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ended.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { port, get: (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init) };
}

describe('the site', () => {
  it('is served with its types, a strict policy, and caching by whether names hold a hash', async () => {
    const { get } = await serve(siteFolder('<!doctype html>'));
    const page = await get('/');
    expect(await page.text()).toBe('<!doctype html>');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect(page.headers.get('content-security-policy')).toBe(SITE_CONTENT_SECURITY_POLICY);
    expect(SITE_CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|http|\*/);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');

    const script = await get('/assets/index-abc.js');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it('answers 304 to its tag, and nothing but headers to HEAD', async () => {
    const { get } = await serve(siteFolder('<!doctype html>'));
    const etag = (await get('/')).headers.get('etag') ?? '';
    expect((await get('/', { headers: { 'if-none-match': `W/"x", ${etag}` } })).status).toBe(304);
    expect((await get('/', { headers: { 'if-none-match': '"x"' } })).status).toBe(200);
    const head = await get('/', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '15', '']);
  });

  it('finds a folder with its slash, and redirects one without', async () => {
    const { get } = await serve(siteFolder('<!doctype html>'));
    expect(await (await get('/docs/')).text()).toBe('<!doctype html>docs');
    const redirect = await get('/docs', { redirect: 'manual' });
    expect([redirect.status, redirect.headers.get('location')]).toEqual([308, '/docs/']);
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '//secret.txt',
    `/${SITE_STAMP}`,
    '/assets/index-abc.js%00.html',
    '/assets',
    '/nothing.js',
  ])('has no %s', async (path) => {
    const { port } = await serve(siteFolder('<!doctype html>'));
    const { status, body } = await sendRaw(
      port,
      `GET ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`,
    );
    expect([status, body]).toEqual([404, '{"message":"Not Found"}']);
  });

  it('leaves the API and other methods alone', async () => {
    const { get } = await serve(siteFolder('<!doctype html>'));
    expect(await (await get('/api/v1/f')).text()).toBe('the function');
    expect((await get('/api/v1/g')).status).toBe(404);
    expect((await get('/', { method: 'POST' })).status).toBe(404);
  });

  it('takes up a newer build', async () => {
    const folder = siteFolder('old');
    const { get } = await serve(folder);
    expect(await (await get('/')).text()).toBe('old');
    writePage(folder, 'new', 'another stamp');
    expect(await (await get('/')).text()).toBe('new');
  });

  it('that could not be built says so, and the API goes on', async () => {
    const { get } = await serve(join(temporaryFolder(), 'nothing'));
    const page = await get('/');
    expect([page.status, await page.text()]).toEqual([503, expect.stringContaining('not built')]);
    expect(await (await get('/api/v1/f')).text()).toBe('the function');
  });
});

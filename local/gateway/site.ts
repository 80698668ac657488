import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { HASHED_FOLDER, SITE_CACHE_CONTROL, SITE_HEADERS } from '#lib/site-headers.ts';
import { SITE_STAMP } from '#local/site-folder.ts';
import type { HttpReply } from './response.ts';

/** What a browser asks of the site; `path` is decoded. */
export interface SiteRequest {
  method: string;
  path: string;
  ifNoneMatch: string | undefined;
}

/** Answers with a file of the site; `undefined` when it has none of that name. */
export type Site = (request: SiteRequest) => Promise<HttpReply | undefined>;

interface SiteFile {
  type: string;
  etag: string;
  cacheControl: string;
  body: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.jpeg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

const NOT_BUILT =
  'The console is not built: the lines of "console" in the terminal of npm start say why.\n' +
  'The API is there all the same, below /api/v1.\n';

/**
 * Serves what `build/site.ts` made of the console, from memory: a path is only ever looked up among the files that
 * were there, so it cannot lead out of the folder. A newer build is taken up when a page is asked for.
 */
export function siteFrom(folder: string): Site {
  let known: { stamp: string; files: Map<string, SiteFile> } | undefined;

  async function filesNow(path: string): Promise<Map<string, SiteFile> | undefined> {
    if (known && extname(path) !== '' && extname(path) !== '.html') return known.files;
    const current = await readFile(join(folder, SITE_STAMP), 'utf8').catch(() => undefined);
    if (current !== undefined && current !== known?.stamp) {
      known = { stamp: current, files: await readFiles(folder) };
    }
    return known?.files;
  }

  return async ({ method, path, ifNoneMatch }) => {
    if (method !== 'GET' && method !== 'HEAD') return undefined;
    const files = await filesNow(path);
    if (!files) return path === '/' ? plain(503, NOT_BUILT) : undefined;
    const file = files.get(path.endsWith('/') ? `${path}index.html` : path);
    if (file) return fileReply(file, ifNoneMatch);
    // so that what the page names relatively is found
    if (files.has(`${path}/index.html`)) return { ...plain(308, ''), headers: { location: `${path}/` } };
    return undefined;
  };
}

async function readFiles(folder: string): Promise<Map<string, SiteFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      paths.map(async (file) => {
        const path = `/${relative(folder, file).split(sep).join('/')}`;
        return [path, siteFile(path, await readFile(file))] as const;
      }),
    ),
  );
}

function siteFile(path: string, body: Buffer): SiteFile {
  return {
    type: TYPES[extname(path)] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`,
    cacheControl: path.startsWith(`/${HASHED_FOLDER}/`)
      ? SITE_CACHE_CONTROL.hashed
      : SITE_CACHE_CONTROL.other,
    body,
  };
}

function fileReply(file: SiteFile, ifNoneMatch: string | undefined): HttpReply {
  const headers = { ...SITE_HEADERS, etag: file.etag, 'cache-control': file.cacheControl };
  const tags = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (tags?.some((tag) => tag === file.etag || tag === '*')) {
    return { status: 304, headers, cookies: [], body: Buffer.alloc(0) };
  }
  return { status: 200, headers: { ...headers, 'content-type': file.type }, cookies: [], body: file.body };
}

function plain(status: number, text: string): HttpReply {
  const headers = {
    ...SITE_HEADERS,
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
  };
  return { status, headers, cookies: [], body: Buffer.from(text) };
}

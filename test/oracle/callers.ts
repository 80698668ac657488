import { Agent, request } from 'node:http';
import { brotliDecompressSync } from 'node:zlib';
import { systemClock } from '#lib/cache/clock.ts';
import type { Judge } from './judge.ts';

const API = '/api/v1/exchanges';
const UNCONFIRMED = 'code=CACHE_INVALIDATION_UNCONFIRMED';

/** Some processes with one cache, and who judges what they show. */
export interface Callers {
  urls: string[];
  judge: Judge;
  adminKey: string;
  /** Its own, so that no two callers wait for one another. */
  exchanges: string[];
  end: AbortSignal;
}

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

const agent = new Agent({ keepAlive: true });

/** Reads GET config again and again, from any of the processes, compressed or not, with a tag or without. */
export async function readAgainAndAgain(
  { urls, judge, end }: Callers,
  longestPauseMs: number,
): Promise<void> {
  const versions = new Map<string, number>();
  let tag: string | undefined;
  while (!end.aborted) {
    const startedAt = performance.now();
    const answer = await call(oneOf(urls), 'GET', '/config', {
      ...(Math.random() < 0.5 && { 'accept-encoding': 'br' }),
      ...(tag && Math.random() < 0.3 && { 'if-none-match': tag }),
    });
    const outcome = String(answer?.headers['x-cache'] ?? '');
    const etag = String(answer?.headers.etag);
    if (answer?.status === 200) {
      const { version } = bodyOf(answer);
      versions.set(etag, version);
      tag = etag;
      judge.read({ startedAt, version, outcome });
    } else if (answer?.status === 304) {
      judge.read({ startedAt, version: versions.get(etag) ?? 0, outcome });
    }
    await systemClock.delay(Math.random() * longestPauseMs, end).catch(() => undefined);
  }
}

/** Blacklists one exchange after the other, each time for another reason. */
export async function changeAgainAndAgain(callers: Callers, longestPauseMs: number): Promise<void> {
  const { urls, judge, adminKey, exchanges, end } = callers;
  for (let n = 0; !end.aborted; n++) {
    const path = `/blacklist/${exchanges[n % exchanges.length]}`;
    const headers = { 'x-admin-key': adminKey, 'content-type': 'application/json' };
    const answer = await call(oneOf(urls), 'POST', path, headers, JSON.stringify({ reason: `change ${n}` }));
    const at = performance.now();
    if (answer?.status === 200) {
      const { version, warnings } = bodyOf(answer);
      if (warnings.includes(UNCONFIRMED)) judge.warn(version, at);
      else judge.acknowledge(version, at);
    }
    await systemClock.delay(Math.random() * longestPauseMs, end).catch(() => undefined);
  }
}

/** `undefined` when the connection failed; a call whose outcome is not known promises nothing. */
function call(
  base: string,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const outgoing = request(`${base}${API}${path}`, { method, headers, agent }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) }),
      );
      incoming.on('error', () => resolve(undefined));
    });
    outgoing.on('error', () => resolve(undefined));
    outgoing.end(body);
  });
}

function bodyOf({ headers, body }: Answer): { version: number; warnings: string[] } {
  const text = headers['content-encoding'] === 'br' ? brotliDecompressSync(body) : body;
  return JSON.parse(text.toString());
}

function oneOf(urls: string[]): string {
  return urls[Math.floor(Math.random() * urls.length)] ?? '';
}

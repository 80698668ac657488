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
  /** By tag, of all answers so far: a 304 tells nothing else. */
  versions: Map<string, number>;
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
export async function readAgainAndAgain(callers: Callers, longestPauseMs: number): Promise<void> {
  let tag: string | undefined;
  while (!callers.end.aborted) {
    tag = (await readOnce(callers, oneOf(callers.urls), tag)) ?? tag;
    await systemClock.delay(Math.random() * longestPauseMs, callers.end).catch(() => undefined);
  }
}

/** Has the judge see one read of GET config; its tag, if it was answered. */
export async function readOnce(
  { judge, versions }: Callers,
  url: string,
  tag?: string,
): Promise<string | undefined> {
  const startedAt = performance.now();
  const answer = await call(url, 'GET', '/config', {
    ...(Math.random() < 0.5 && { 'accept-encoding': 'br' }),
    ...(tag && Math.random() < 0.3 && { 'if-none-match': tag }),
  });
  if (answer?.status !== 200 && answer?.status !== 304) return undefined;
  const outcome = String(answer.headers['x-cache']);
  const etag = String(answer.headers.etag);
  if (answer.status === 200) versions.set(etag, bodyOf(answer).version);
  judge.read({ startedAt, version: versions.get(etag) ?? 0, outcome });
  return etag;
}

/** Blacklists one exchange after the other, each time for another reason. */
export async function changeAgainAndAgain(callers: Callers, longestPauseMs: number): Promise<void> {
  for (let n = 0; !callers.end.aborted; n++) {
    await changeOnce(callers, n);
    await systemClock.delay(Math.random() * longestPauseMs, callers.end).catch(() => undefined);
  }
}

/** Whether the change was acknowledged, its deletion included. */
export async function changeOnce({ urls, judge, adminKey, exchanges }: Callers, n: number): Promise<boolean> {
  const path = `/blacklist/${exchanges[n % exchanges.length]}`;
  const headers = { 'x-admin-key': adminKey, 'content-type': 'application/json' };
  const answer = await call(oneOf(urls), 'POST', path, headers, JSON.stringify({ reason: `change ${n}` }));
  const at = performance.now();
  if (answer?.status !== 200) return false;
  const { version, warnings } = bodyOf(answer);
  const confirmed = !warnings.includes(UNCONFIRMED);
  if (confirmed) judge.acknowledge(version, at);
  else judge.warn(version, at);
  return confirmed;
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

export function oneOf(urls: string[]): string {
  return urls[Math.floor(Math.random() * urls.length)] ?? '';
}

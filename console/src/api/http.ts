import { noAnswer, refusal } from './api-error.ts';

const BASE = '/api/v1/exchanges';
/** API Gateway cuts at 30 s. */
const TIMEOUT_MS = 32_000;

export interface Request {
  method?: 'GET' | 'POST' | 'DELETE';
  /** Below the exchanges' base path. */
  path: string;
  body?: object;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface Answer<T> {
  body: T;
  /** Of cached reads: where the answer came from, and its age in seconds. */
  cache: { from: string; ageSeconds: number } | undefined;
}

/** Answers that have a tag: a 304 stands for them. */
const tagged = new Map<string, { etag: string; body: unknown }>();

/**
 * One call of the API.
 * @throws ApiError for everything but a 2xx
 */
export async function send<T>({ method = 'GET', path, body, headers, signal }: Request): Promise<Answer<T>> {
  const known = method === 'GET' ? tagged.get(path) : undefined;
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(`${BASE}${path}`, {
    method,
    // the tags are kept here, and no copy of an admin's answer anywhere
    cache: 'no-store',
    credentials: 'omit',
    headers: {
      accept: 'application/json',
      ...(body && { 'content-type': 'application/json' }),
      ...(known && { 'if-none-match': known.etag }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  }).catch((error: unknown) => {
    throw signal?.aborted ? error : noAnswer();
  });
  const cache = cacheFacts(response.headers);
  if (known && response.status === 304) return { body: known.body as T, cache };
  const read = await response.json().catch(() => undefined);
  if (!response.ok || read === undefined) throw refusal(response.status, read);
  const etag = response.headers.get('etag');
  if (method === 'GET' && etag) tagged.set(path, { etag, body: read });
  return { body: read as T, cache };
}

function cacheFacts(headers: Headers): Answer<unknown>['cache'] {
  const from = headers.get('x-cache');
  return from ? { from, ageSeconds: Number(headers.get('age') ?? 0) } : undefined;
}

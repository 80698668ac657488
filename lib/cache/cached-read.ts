import type { CachedResource } from '../redis-keys.ts';
import { matches } from './encoding.ts';
import type { BeginReply, CachedPayload } from './store.ts';

export interface ReadRequest {
  resource: CachedResource;
  acceptsBrotli: boolean;
  /** The header as it came. */
  ifNoneMatch?: string | undefined;
  signal: AbortSignal;
}

/** What the upstream says now. It must begin to ask no sooner than it is called, and read its own writes. */
export type Load = (signal: AbortSignal) => Promise<Loaded>;
export interface Loaded {
  body: string;
  /** With its quotes, weak or strong. */
  etag: string;
  /** The registry's version that the body shows; undefined from an upstream of the older shape. */
  version?: number | undefined;
}

/** `body` is plain JSON, `brotli` base64. */
export type CachedRead = {
  outcome: 'HIT' | 'MISS' | 'STALE' | 'BYPASS';
  etag: string;
  ageSeconds: number;
} & CachedPayload;

export type Hit = Extract<BeginReply, { state: 'hit' }>;

/** A begin's hit as the caller sees it. */
export function hit(reply: Hit): CachedRead {
  const { state, grant, ageMs, ...rest } = reply;
  return { outcome: 'HIT', ageSeconds: seconds(ageMs), ...rest };
}

/** What came from elsewhere than a hit, in the form that the request accepts. */
export function answer(
  outcome: CachedRead['outcome'],
  value: { body: string; etag: string; brotli?: string; ageMs?: number },
  request: ReadRequest,
): CachedRead {
  const head = { outcome, etag: value.etag, ageSeconds: seconds(value.ageMs ?? 0) };
  if (matches(request.ifNoneMatch, value.etag)) return { ...head, notModified: true };
  if (request.acceptsBrotli && value.brotli !== undefined) {
    return { ...head, notModified: false, brotli: value.brotli };
  }
  return { ...head, notModified: false, body: value.body };
}

function seconds(ms: number): number {
  return Math.max(0, Math.floor(ms / 1_000));
}

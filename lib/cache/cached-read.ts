import type { CachedRead, ReadRequest } from '../usecases/read-cache.ts';
import { matches } from './encoding.ts';
import type { BeginReply } from './store.ts';

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

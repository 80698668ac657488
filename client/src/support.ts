import { ApiError } from './errors.ts';

/** 128 random bits in hex; `crypto.randomUUID` is not there in pages that came by plain HTTP. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Resolves after `ms`, or at once when `signal` aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}

const FIRST_PAUSE_MS = 250;

/** Before the next attempt: as long as the API asks for, and each time twice as long at least. */
export function pauseMsAfter(error: unknown, attempt: number): number {
  const askedMs = error instanceof ApiError ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
  return Math.max(askedMs, FIRST_PAUSE_MS * 2 ** attempt);
}

/** The header's seconds; its other form, a date, is not used by the API. */
export function retryAfterOf({ headers }: Response): number | undefined {
  const text = headers.get('retry-after');
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}

import { eventually } from '../support/eventually.ts';

/** Something that a row promises does not hold. */
export class Unmet extends Error {}

/** It holds, but too late: on a busy machine worth another try. */
export class TooSlow extends Unmet {}

export function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Unmet(otherwise);
}

/** `what` took `ms`, and may take `limitMs`. */
export function within(limitMs: number, ms: number, what: string): void {
  if (ms > limitMs) throw new TooSlow(`${what} took ${Math.round(ms)} ms, more than ${limitMs}`);
}

/** Polls until `probe` gives something; how long that took. `seen` tells what there was instead. */
export async function until<T>(
  what: string,
  timeoutMs: number,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  seen?: () => string,
): Promise<{ value: T; ms: number }> {
  const startedAt = performance.now();
  const value = await eventually(
    async () => {
      const value = await probe();
      if (value !== undefined && value !== false) return value;
      throw new Unmet([`not within ${timeoutMs} ms: ${what}`, seen?.()].filter(Boolean).join('; '));
    },
    { timeoutMs },
  );
  return { value, ms: performance.now() - startedAt };
}

/** What `promise` gives, if it does within `limitMs`. */
export async function answered<T>(limitMs: number, promise: Promise<T>, what: string): Promise<T> {
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => timeout.reject(new TooSlow(`${what} did not end within ${limitMs} ms`)),
    limitMs,
  );
  try {
    return await Promise.race([promise, timeout.promise]);
  } finally {
    clearTimeout(timer);
  }
}

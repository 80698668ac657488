import type { KeySource } from './admin-keys.ts';

const FRESH_MS = 5 * 60_000;

/** The key that our calls to the services carry, loaded when first needed and kept for five minutes. */
export function serviceKey(source: KeySource, now: () => number = Date.now): () => Promise<string> {
  let kept: { key: string; at: number } | undefined;
  return async () => {
    if (kept && now() - kept.at < FRESH_MS) return kept.key;
    kept = { key: (await source.load()).current, at: now() };
    return kept.key;
  };
}

import { AppError } from '../errors.ts';
import type { KeySource } from './admin-keys.ts';

const FRESH_MS = 5 * 60_000;
/** At most one load in this time while the source is away. */
const RETRY_MS = 30_000;

/**
 * The key that our calls to the services carry, loaded when first needed and asked for again after five minutes.
 * While its source is away the last one is sent on, without limit: it opens nothing here, and whoever is sent it
 * refuses a wrong one. Throws AppError UPSTREAM_UNAVAILABLE when there never was one.
 */
export function serviceKey(source: KeySource, now: () => number = Date.now): () => Promise<string> {
  let kept: { key: string; until: number } | undefined;
  /** The load that is under way, shared by all who need it. */
  let loading: Promise<string> | undefined;

  async function load(): Promise<string> {
    try {
      const { current } = await source.load();
      kept = { key: current, until: now() + FRESH_MS };
    } catch (cause) {
      const message = 'The key to the services cannot be loaded: try again shortly.';
      if (!kept) throw new AppError('UPSTREAM_UNAVAILABLE', message, { cause });
      kept = { key: kept.key, until: now() + RETRY_MS };
    }
    return kept.key;
  }

  return async () => {
    if (kept && now() < kept.until) return kept.key;
    loading ??= load().finally(() => {
      loading = undefined;
    });
    return loading;
  };
}

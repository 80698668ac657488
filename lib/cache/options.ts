import type { Clock } from './clock.ts';
import type { CacheStore } from './store.ts';

export interface LeaseCacheOptions {
  store: CacheStore;
  /** Stands before each Redis call of a read (lib/redis/breaker.ts). */
  guard: <T>(call: () => Promise<T>) => Promise<T>;
  /** Within which `load` ends; a lease lives a second longer. */
  upstreamTimeoutMs: number;
  /** Whether a load failed because the upstream cannot be reached, so that a value that expired may stand in. */
  isUnavailable: (error: unknown) => boolean;
  /** `bypass`: Redis did not answer a read. `fill_failed`: nor a fill, or it is full. `fill_refused`: lease lost. */
  count: (name: 'bypass' | 'fill_failed' | 'fill_refused', cause?: unknown) => void;
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
}

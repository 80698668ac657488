import { type Invalidation, LeaseCache } from '#lib/cache/lease-cache.ts';
import type { CacheStore } from '#lib/cache/store.ts';
import { CACHED_RESOURCES } from '#lib/redis-keys.ts';
import type { CachedRead, Load } from '#lib/usecases/read-cache.ts';
import { FakeCacheStore } from './fake-cache-store.ts';
import { ManualClock } from './manual-clock.ts';

export const unavailable = new Error('upstream is down');
export const broken = new Error('upstream talks rubbish');
export const body = (version: number) => `{"version":${version}}`;
export const down = () => Promise.reject(new Error('redis is down'));

const STEPS = ['begin', 'commit', 'abandon', 'delete', 'deleteOlderThan'] as const;
const never = new AbortController().signal;

/** A cache on a store in memory, a clock that stands still, and an upstream that counts. */
export class LeaseCacheCase {
  readonly clock = new ManualClock();
  readonly counted: string[] = [];
  /** What the upstream says now, and how often it was asked. */
  version = 1;
  loads = 0;
  store: CacheStore = new FakeCacheStore(() => this.clock.now());
  cache = this.make();

  /** Goes on with some steps of the store replaced. */
  alter(change: Partial<CacheStore>): void {
    const { store } = this;
    const steps = Object.fromEntries(STEPS.map((step) => [step, store[step].bind(store)]));
    this.store = { ...steps, ...change } as CacheStore;
    this.cache = this.make();
  }

  make(guard: <T>(call: () => Promise<T>) => Promise<T> = (call) => call()): LeaseCache {
    return new LeaseCache({
      store: this.store,
      guard,
      upstreamTimeoutMs: 5_000,
      isUnavailable: (error) => error === unavailable,
      count: (name) => this.counted.push(name),
      clock: this.clock,
      random: () => 0,
    });
  }

  read(
    load: Load = this.load,
    change: { acceptsBrotli?: boolean; ifNoneMatch?: string; signal?: AbortSignal } = {},
  ): Promise<CachedRead> {
    return this.cache.read(
      { resource: 'exchange:config', acceptsBrotli: false, signal: never, ...change },
      load,
    );
  }

  invalidate(signal = never): Promise<Invalidation> {
    return this.cache.invalidate(CACHED_RESOURCES, signal);
  }

  readonly load: Load = async () => {
    this.loads += 1;
    return { body: body(this.version), etag: `"${this.version}"`, version: this.version };
  };

  failing(error: Error): Load {
    return async () => {
      this.loads += 1;
      throw error;
    };
  }

  /** A load that answers when told to, with what the upstream said when it was asked. */
  slowLoad(): { load: Load; answer: () => void } {
    const gate = Promise.withResolvers<void>();
    return {
      answer: gate.resolve,
      load: async (signal) => {
        const loaded = await this.load(signal);
        await gate.promise;
        return loaded;
      },
    };
  }

  /** Has another reader, which never comes back, hold the lease. */
  async leaseToNobody(leaseMs: number): Promise<void> {
    const request = { token: 'nobody', leaseMs, acceptsBrotli: false, ifNoneMatch: undefined };
    await this.store.begin('exchange:config', request);
  }
}

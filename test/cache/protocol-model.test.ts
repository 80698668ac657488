import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LeaseCache } from '#lib/cache/lease-cache.ts';
import type { CacheStore, Fill } from '#lib/cache/store.ts';
import type { CachedResource } from '#lib/redis-keys.ts';
import type { CachedRead } from '#lib/usecases/read-cache.ts';
import { FakeCacheStore } from '../support/fake-cache-store.ts';

const LEASE_MS = 6_000;

/** What may happen at once, in whatever order fast-check finds. */
const action = fc.constantFrom<Action>(
  'read',
  /** A read whose begin reaches the store twice, the copy at any later time. */
  'read, copied',
  'change',
  /** A change whose function is killed before it deletes; only the durable path tells the cache. */
  'change, deletion lost',
  'durable path',
  /** Time passes, so that a lease lapses. */
  'lapse',
);
type Action = 'read' | 'read, copied' | 'change' | 'change, deletion lost' | 'durable path' | 'lapse';

/** Runs the actions at once; each message to the store and to the upstream, and each reply, takes its own time. */
async function run(
  s: fc.Scheduler,
  actions: readonly Action[],
  make: (now: () => number) => CacheStore,
): Promise<void> {
  let now = 0;
  let version = 1;
  let acknowledged = 0;
  const inner = make(() => now);
  const step = () => s.schedule(Promise.resolve());
  const remote = async <T>(call: () => Promise<T>): Promise<T> => {
    await step();
    const reply = await call();
    await step();
    return reply;
  };
  const caches = (copied: boolean) =>
    new LeaseCache({
      store: {
        begin: (resource, request) => {
          if (copied) step().then(() => inner.begin(resource, request));
          return remote(() => inner.begin(resource, request));
        },
        commit: (...args) => remote(() => inner.commit(...args)),
        abandon: (...args) => remote(() => inner.abandon(...args)),
        delete: (...args) => remote(() => inner.delete(...args)),
        deleteOlderThan: (...args) => remote(() => inner.deleteOlderThan(...args)),
      },
      guard: (call) => call(),
      upstreamTimeoutMs: LEASE_MS - 1_000,
      isUnavailable: () => true,
      count: () => {},
      clock: {
        now: () => now,
        delay: async (ms) => {
          await step();
          now += ms;
        },
      },
      random: () => 0,
    });
  const signal = new AbortController().signal;
  const acknowledge = (of: number) => {
    acknowledged = Math.max(acknowledged, of);
  };

  async function read(copied: boolean): Promise<void> {
    await step();
    const atLeast = acknowledged;
    const request = { resource: 'exchange:config', acceptsBrotli: false, signal } as const;
    const answer = await caches(copied).read(request, async () => {
      const seen = await remote(async () => version);
      return { body: `${seen}`, etag: `"${seen}"`, version: seen };
    });
    expect(shown(answer)).toBeGreaterThanOrEqual(atLeast);
  }
  const perform: Record<Action, () => Promise<void>> = {
    read: () => read(false),
    'read, copied': () => read(true),
    change: async () => {
      await step();
      version += 1;
      const mine = version;
      await caches(false).invalidate(['exchange:config'], signal);
      acknowledge(mine);
    },
    'change, deletion lost': async () => {
      await step();
      version += 1;
    },
    'durable path': async () => {
      const current = await remote(async () => version);
      await caches(false).deleteOlderThan('exchange:config', current);
      acknowledge(current);
    },
    lapse: async () => {
      await step();
      now += LEASE_MS + 1;
    },
  };
  await s.waitFor(Promise.all(actions.map((one) => perform[one]())));
  // What they left behind must be right as well.
  await s.waitFor(read(false));
}

function shown(answer: CachedRead): number {
  return 'body' in answer ? Number(answer.body) : Number.NaN;
}

function model(make: (now: () => number) => CacheStore, actions: fc.Arbitrary<Action[]>) {
  return fc.asyncProperty(fc.scheduler(), actions, (s, all) => run(s, all, make));
}

/** Controls: the store with one guard removed. */
class DeletionForgetsLease extends FakeCacheStore {
  override async delete(resource: CachedResource): Promise<number> {
    const entry = this.entry(resource);
    delete entry.fill;
    delete entry.last;
    return 4;
  }
}
class DurablePathForgetsLease extends FakeCacheStore {
  override async deleteOlderThan(resource: CachedResource, version: number): Promise<number> {
    const entry = this.entry(resource);
    if ((entry.fill?.version ?? 0) >= version) return 0;
    delete entry.fill;
    delete entry.last;
    return 4;
  }
}
class GrantsAreNotTold extends FakeCacheStore {
  protected override grantName(token: string): string {
    return token;
  }
}
class CommitsAnything extends FakeCacheStore {
  override async commit(resource: CachedResource, _grant: string, fill: Fill): Promise<'filled' | 'refused'> {
    const { lease } = this.entry(resource);
    return super.commit(resource, lease?.grant ?? (await this.#anyLease(resource)), fill);
  }

  async #anyLease(resource: CachedResource): Promise<string> {
    const request = { token: 'anybody', leaseMs: LEASE_MS, acceptsBrotli: false, ifNoneMatch: undefined };
    const reply = await this.begin(resource, request);
    return reply.state === 'granted' ? reply.grant : '';
  }
}

describe('in every order of messages', () => {
  it('no read shows less than what was acknowledged when it started', async () => {
    const anything = fc.array(action, { minLength: 2, maxLength: 9 });
    await fc.assert(
      model((now) => new FakeCacheStore(now), anything),
      { numRuns: 800 },
    );
  });

  it.each<[string, typeof FakeCacheStore, Action[]]>([
    ['a deletion that forgets the lease', DeletionForgetsLease, ['read', 'change']],
    [
      'a durable path that forgets the lease',
      DurablePathForgetsLease,
      ['read', 'change, deletion lost', 'durable path'],
    ],
    ['a late copy of begin that revives the lease', GrantsAreNotTold, ['read, copied', 'change']],
    ['a commit that does not look at the lease', CommitsAnything, ['read', 'change']],
  ])('%s is caught where the real one holds', async (_what, Broken, actions) => {
    await fc.assert(
      model((now) => new FakeCacheStore(now), fc.constant(actions)),
      { numRuns: 200 },
    );
    const { failed } = await fc.check(
      model((now) => new Broken(now), fc.constant(actions)),
      { numRuns: 20_000, endOnFailure: true },
    );
    expect(failed).toBe(true);
  });
});

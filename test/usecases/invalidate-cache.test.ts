import { describe, expect, it } from '@jest/globals';
import { type InvalidateCacheDeps, invalidateCache } from '#lib/usecases/invalidate-cache.ts';
import { config } from '../support/fakes.ts';

function given(change: Partial<InvalidateCacheDeps['cache']> & { registry?: number | undefined } = {}) {
  const calls: unknown[][] = [];
  const deps: InvalidateCacheDeps = {
    ccxt: {
      config: async () => {
        calls.push(['config']);
        return config({ version: change.registry });
      },
    },
    cache: {
      deleteOlderThan: async (resource, version) => {
        calls.push(['deleteOlderThan', resource, version]);
        return change.deleteOlderThan?.(resource, version) ?? false;
      },
      invalidate: async (resources, signal) => {
        calls.push(['invalidate', ...resources]);
        return change.invalidate?.(resources, signal) ?? { status: 'deleted' };
      },
    },
  };
  return { deps, calls };
}

describe('invalidateCache', () => {
  it("deletes what is older than the registry's version and says what that was", async () => {
    const { deps, calls } = given({
      registry: 12,
      deleteOlderThan: async (resource) => resource === 'exchange:supported',
    });
    expect(await invalidateCache(deps, {})).toEqual({ version: 12, deleted: ['exchange:supported'] });
    expect(calls).toEqual([
      ['config'],
      ['deleteOlderThan', 'exchange:config', 12],
      ['deleteOlderThan', 'exchange:supported', 12],
    ]);
  });

  it('takes the version of an event without asking the registry, zero too', async () => {
    const { deps, calls } = given();
    expect(await invalidateCache(deps, { version: 0 })).toEqual({ version: 0, deleted: [] });
    expect(calls[0]).toEqual(['deleteOlderThan', 'exchange:config', 0]);
  });

  it('deletes everything when a change could not be read', async () => {
    const { deps, calls } = given();
    expect(await invalidateCache(deps, { version: 'unreadable' })).toEqual({
      version: 'unreadable',
      deleted: ['exchange:config', 'exchange:supported'],
    });
    expect(calls).toEqual([['invalidate', 'exchange:config', 'exchange:supported']]);
  });

  it('deletes nothing when the upstream has no versions', async () => {
    const { deps, calls } = given({ registry: undefined });
    expect(await invalidateCache(deps, {})).toEqual({ version: null, deleted: [] });
    expect(calls).toEqual([['config']]);
  });

  it('deletes nothing, and asks nothing, when no change was of the registry', async () => {
    const { deps, calls } = given();
    expect(await invalidateCache(deps, { version: null })).toEqual({ version: null, deleted: [] });
    expect(calls).toEqual([]);
  });

  it('throws when Redis did not confirm, after every cache was tried', async () => {
    const cause = new Error('timed out');
    const failing = given({
      deleteOlderThan: async (resource) => {
        if (resource === 'exchange:config') throw cause;
        return true;
      },
    });
    await expect(invalidateCache(failing.deps, { version: 3 })).rejects.toMatchObject({ cause });
    expect(failing.calls).toHaveLength(2);

    const unconfirmed = given({ invalidate: async () => ({ status: 'unconfirmed', cause }) });
    await expect(invalidateCache(unconfirmed.deps, { version: 'unreadable' })).rejects.toMatchObject({
      cause,
    });
  });
});

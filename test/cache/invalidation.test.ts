import { beforeEach, describe, expect, it } from '@jest/globals';
import { down, LeaseCacheCase } from '../support/lease-cache-case.ts';

let t: LeaseCacheCase;
beforeEach(() => {
  t = new LeaseCacheCase();
});

describe('an invalidation', () => {
  it('is retried once for each resource', async () => {
    const calls: string[] = [];
    t.alter({
      delete: async (resource) => {
        calls.push(resource);
        if (calls.filter((call) => call === resource).length === 1) throw new Error('timed out');
        return 0;
      },
    });
    expect(await t.invalidate()).toEqual({ status: 'deleted' });
    expect(calls.sort()).toEqual([
      'exchange:config',
      'exchange:config',
      'exchange:supported',
      'exchange:supported',
    ]);
  });

  it('is unconfirmed when one resource could not be deleted, with the cause', async () => {
    const cause = new Error('timed out');
    t.alter({ delete: async (resource) => (resource === 'exchange:config' ? Promise.reject(cause) : 3) });
    expect(await t.invalidate()).toEqual({ status: 'unconfirmed', cause });
  });

  it('is tried although the time is over, but not a second time', async () => {
    let calls = 0;
    const failing = () => {
      calls += 1;
      return down();
    };
    t.alter({ delete: failing });
    expect(await t.invalidate(AbortSignal.abort())).toMatchObject({ status: 'unconfirmed' });
    expect(calls).toBe(2);
  });
});

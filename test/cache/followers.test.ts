import { beforeEach, describe, expect, it } from '@jest/globals';
import { body, down, LeaseCacheCase } from '../support/lease-cache-case.ts';

let t: LeaseCacheCase;
beforeEach(() => {
  t = new LeaseCacheCase();
});

describe('followers', () => {
  it('wait for the fill of the one that has the lease', async () => {
    const slow = t.slowLoad();
    const readers = [t.read(slow.load), ...Array.from({ length: 9 }, () => t.read())];
    await t.clock.advance(300);
    slow.answer();
    await readers[0];
    await t.clock.advance(100);
    const outcomes = (await Promise.all(readers)).map((answer) => answer.outcome);
    expect(outcomes).toEqual(['MISS', ...Array(9).fill('HIT')]);
    expect(t.loads).toBe(1);
  });

  it('ask the upstream themselves after 800 ms, and store nothing', async () => {
    const slow = t.slowLoad();
    const holder = t.read(slow.load);
    await t.clock.advance(0);
    let ended = false;
    const follower = t.read().finally(() => {
      ended = true;
    });
    await t.clock.advance(799);
    expect(ended).toBe(false);
    await t.clock.advance(1);
    expect(await follower).toMatchObject({ outcome: 'MISS', body: body(1) });
    expect(t.counted).toEqual([]);
    t.version = 2;
    expect(
      (
        await t.store.begin('exchange:config', {
          token: 't',
          leaseMs: 1,
          acceptsBrotli: false,
          ifNoneMatch: undefined,
        })
      ).state,
    ).toBe('wait');
    slow.answer();
    expect(await holder).toMatchObject({ body: body(1) });
  });

  it('wait no longer than the lease lives, then take it', async () => {
    await t.leaseToNobody(310);
    const follower = t.read();
    await t.clock.advance(310);
    expect(await follower).toMatchObject({ outcome: 'MISS' });
    expect(await t.read()).toMatchObject({ outcome: 'HIT' });
  });

  it('end with the caller: an aborted wait rejects with the reason', async () => {
    await t.leaseToNobody(900);
    const caller = new AbortController();
    const follower = t.cache.read(
      { resource: 'exchange:config', acceptsBrotli: false, signal: caller.signal },
      t.load,
    );
    await t.clock.advance(50);
    caller.abort(new Error('too late'));
    await expect(follower).rejects.toThrow('too late');
    expect(t.loads).toBe(0);
  });

  it('go on without Redis when it fails while they wait', async () => {
    await t.leaseToNobody(900);
    const begin = t.store.begin.bind(t.store);
    let calls = 0;
    t.alter({ begin: (...args) => (++calls > 2 ? down() : begin(...args)) });
    const follower = t.read();
    await t.clock.advance(100);
    expect(await follower).toMatchObject({ outcome: 'BYPASS' });
  });
});

import { describe, expect, it } from '@jest/globals';
import { serviceKey } from '#lib/auth/service-key.ts';

/** A source whose key and health a test sets, on a clock that it moves. */
function given(first: string | Error) {
  const world = { now: 1_000_000, loads: 0, holds: first };
  const load = async () => {
    world.loads += 1;
    if (world.holds instanceof Error) throw world.holds;
    return { current: world.holds };
  };
  return { world, key: serviceKey({ load }, () => world.now) };
}

describe('the key to the services', () => {
  it('is loaded once by calls that come together, and again after five minutes', async () => {
    const { world, key } = given('one');
    expect(await Promise.all([key(), key(), key()])).toEqual(['one', 'one', 'one']);
    world.holds = 'two';
    world.now += 299_000;
    expect(await key()).toBe('one');
    world.now += 1_000;
    expect(await key()).toBe('two');
    expect(world.loads).toBe(2);
  });

  it('is the last one while its source is away, which is asked every 30 s', async () => {
    const { world, key } = given('one');
    await key();
    world.holds = new Error('away');
    world.now += 24 * 3_600_000;
    expect([await key(), await key()]).toEqual(['one', 'one']);
    expect(world.loads).toBe(2);
    world.now += 30_000;
    world.holds = 'two';
    expect(await key()).toBe('two');
  });

  it('is a 503 when there never was one, and is asked for again by the next call', async () => {
    const { world, key } = given(new Error('away'));
    await expect(key()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', cause: world.holds });
    world.holds = 'one';
    expect(await key()).toBe('one');
  });
});

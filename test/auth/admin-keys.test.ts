import { describe, expect, it } from '@jest/globals';
import { AdminKeys, type KeySet } from '#lib/auth/admin-keys.ts';

const OLD = 'old-0123456789abcdefghijklmnopqrstuv';
const NEW = 'new-0123456789abcdefghijklmnopqrstuv';

/** A source whose keys and health a test sets, on a clock that it moves. */
function given(first: KeySet | Error) {
  const world = { now: 1_000_000, loads: 0, holds: first };
  const load = async () => {
    world.loads += 1;
    if (world.holds instanceof Error) throw world.holds;
    return world.holds;
  };
  return { world, keys: new AdminKeys({ load }, () => world.now) };
}

describe('AdminKeys', () => {
  it('lets in the right key, and loads it once a minute', async () => {
    const { world, keys } = given({ current: NEW });
    await keys.check(NEW);
    world.now += 59_000;
    await keys.check(NEW);
    expect(world.loads).toBe(1);
    world.now += 2_000;
    await keys.check(NEW);
    expect(world.loads).toBe(2);
  });

  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['a wrong one', OLD],
    ['one bit off', `${NEW.slice(0, -1)}w`],
    ['right plus blank', `${NEW} `],
    ['the right one twice', `${NEW},${NEW}`],
  ])('refuses %s, always in the same words', async (_, key) => {
    const { keys } = given({ current: NEW });
    await expect(keys.check(key)).rejects.toMatchObject({
      code: 'ADMIN_AUTH_FAILED',
      message: 'Send the right admin key, once, in the X-Admin-Key header.',
    });
  });

  it('asks the source for wrong keys at most every 30 s, and not at all without a key', async () => {
    const { world, keys } = given({ current: NEW });
    await keys.check(undefined).catch(() => undefined);
    expect(world.loads).toBe(0);
    for (let call = 0; call < 50; call += 1) await keys.check(OLD).catch(() => undefined);
    expect(world.loads).toBe(1);
    world.now += 30_001;
    for (let call = 0; call < 50; call += 1) await keys.check(OLD).catch(() => undefined);
    expect(world.loads).toBe(2);
  });

  it('says which key it was, by its version and never by itself', async () => {
    const { world, keys } = given({ current: NEW });
    expect(await keys.check(NEW)).toEqual({ stage: 'current', version: null });
    world.now += 61_000;
    const previous = { key: OLD, version: 'v1', acceptedUntil: world.now + 1 };
    world.holds = { current: NEW, version: 'v2', previous };
    expect(await keys.check(NEW)).toEqual({ stage: 'current', version: 'v2' });
    expect(await keys.check(OLD)).toEqual({ stage: 'previous', version: 'v1' });
  });

  it('does not take a previous key that is too weak: a placeholder was rotated away', async () => {
    const placeholder = 'change-me-0123456789abcdefghijklmnop';
    const { keys } = given({ current: NEW, previous: { key: placeholder, acceptedUntil: Infinity } });
    await expect(keys.check(placeholder)).rejects.toMatchObject({ code: 'ADMIN_AUTH_FAILED' });
    await keys.check(NEW);
  });

  it('is open again as soon as its source is back, within 30 s', async () => {
    const { world, keys } = given(new Error('away'));
    await expect(keys.check(NEW)).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE' });
    world.holds = { current: NEW };
    world.now += 29_999;
    await expect(keys.check(NEW)).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE' });
    expect(world.loads).toBe(1);
    world.now += 1;
    await keys.check(NEW);
  });

  it('takes a rotated key at once, and the previous one until its time is up', async () => {
    const { world, keys } = given({ current: OLD });
    await keys.check(OLD);
    world.now += 31_000;
    const acceptedUntil = world.now + 900_000;
    world.holds = { current: NEW, previous: { key: OLD, acceptedUntil } };
    await keys.check(NEW);
    await keys.check(OLD);
    world.now = acceptedUntil;
    await expect(keys.check(OLD)).rejects.toMatchObject({ code: 'ADMIN_AUTH_FAILED' });
  });

  it('goes on with the last good keys for 15 minutes, then is closed, never open', async () => {
    const { world, keys } = given({ current: NEW });
    await keys.check(NEW);
    world.holds = new Error('away');
    world.now += 14 * 60_000;
    await keys.check(NEW);
    world.now += 2 * 60_000;
    await expect(keys.check(NEW)).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE' });
  });

  it.each(['short', 'placeholder-placeholder-placeholder-123'])(
    'is closed with a weak key (%s)',
    async (weak) => {
      const { keys } = given({ current: weak });
      await expect(keys.check(weak)).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE', status: 503 });
    },
  );

  it('shares one load between calls that come together', async () => {
    const { world, keys } = given({ current: NEW });
    await Promise.all([keys.check(NEW), keys.check(NEW), keys.check(NEW)]);
    expect(world.loads).toBe(1);
  });
});

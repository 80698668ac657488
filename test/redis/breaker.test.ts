import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Guard } from '#lib/breaker.ts';
import { redisBreaker } from '#lib/redis/breaker.ts';

let guard: Guard;
let now: number;
let calls: number;

beforeEach(() => {
  now = 1_000_000;
  calls = 0;
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  guard = redisBreaker();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const fails = () => {
  calls += 1;
  return Promise.reject(new Error('Command timed out'));
};
const answers = async () => {
  calls += 1;
  return 'PONG';
};

async function fail(times: number): Promise<void> {
  for (let time = 0; time < times; time++) await expect(guard(fails)).rejects.toThrow('timed out');
}

describe('redisBreaker', () => {
  it('opens after three failures in a row, for 5 s', async () => {
    await fail(3);
    now += 4_999;
    await expect(guard(answers)).rejects.toThrow(/circuit/);
    expect(calls).toBe(3);
    now += 1;
    expect(await guard(answers)).toBe('PONG');
    expect(await guard(answers)).toBe('PONG');
  });

  it('does not open when a call in between succeeds', async () => {
    await fail(2);
    await guard(answers);
    await fail(2);
    expect(await guard(answers)).toBe('PONG');
  });

  it('lets one probe through when half open, and lets nobody wait for it', async () => {
    await fail(3);
    now += 5_000;
    const probe = Promise.withResolvers<string>();
    const probing = guard(() => probe.promise);
    await expect(guard(answers)).rejects.toThrow(/probed/);
    expect(calls).toBe(3);
    probe.resolve('PONG');
    expect(await probing).toBe('PONG');
    expect(await guard(answers)).toBe('PONG');
  });

  it('opens for another 5 s when the probe fails', async () => {
    await fail(3);
    now += 5_000;
    await fail(1);
    now += 4_999;
    await expect(guard(answers)).rejects.toThrow(/circuit/);
    now += 1;
    expect(await guard(answers)).toBe('PONG');
  });
});

import { describe, expect, it } from '@jest/globals';
import { type PartProcess, restartDelayMs, supervisedPart } from '#local/supervisor/part.ts';
import { heldTimers } from '../../support/held-timers.ts';

/** A part whose processes are ended by hand. */
function given() {
  const timers = heldTimers();
  const spawned: { end: (how: string) => Promise<void>; signals: string[] }[] = [];
  const said: string[] = [];
  const spawn = (): PartProcess => {
    const ended = Promise.withResolvers<string>();
    const signals: string[] = [];
    spawned.push({
      signals,
      end: async (how) => {
        ended.resolve(how);
        await ended.promise;
      },
    });
    return { ended: ended.promise, signal: (signal) => signals.push(signal) };
  };
  const givenUp: string[] = [];
  const part = supervisedPart('ccxt', {
    spawn,
    clock: timers.clock,
    say: (_level, text) => said.push(text),
    giveUp: ({ message }) => givenUp.push(message),
  });
  const last = () => {
    const process = spawned.at(-1);
    if (!process) throw new Error('nothing was started');
    return process;
  };
  return { ...timers, part, spawned, said, givenUp, last };
}

describe('a part whose process ends', () => {
  it('is started again, each time later, and says so', async () => {
    const { part, last, said, spawned, advance } = given();
    part.start();
    await last().end('SIGKILL');
    expect(said).toEqual(['ccxt ended (SIGKILL): it is started again in 0.25 s']);
    advance(249);
    expect(spawned).toHaveLength(1);
    advance(1);
    expect(spawned).toHaveLength(2);
    await last().end('code 1');
    expect(said.at(-1)).toBe('ccxt ended (code 1): it is started again in 0.5 s');
    advance(500);
    expect(spawned).toHaveLength(3);
  });

  it('is given up when it says that only a person can help', async () => {
    const { part, last, givenUp, spawned, advance } = given();
    part.start();
    await last().end('code 78');
    advance(60_000);
    expect(spawned).toHaveLength(1);
    expect(givenUp).toEqual(['ccxt cannot run: its lines above say why, and what to do.']);
  });

  it('waits 10 s at most', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 50].map(restartDelayMs)).toEqual([
      250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
    ]);
  });

  it('comes back quickly again after it had run well', async () => {
    const { part, last, said, advance } = given();
    part.start();
    await last().end('code 1');
    advance(250);
    await last().end('code 1');
    advance(500);
    advance(30_000);
    await last().end('code 1');
    expect(said.at(-1)).toContain('in 0.25 s');
  });
});

describe('a part that is stopped', () => {
  it('gets SIGTERM, and is not started again', async () => {
    const { part, last, spawned, said, pending } = given();
    part.start();
    const stopped = part.stop();
    expect(last().signals).toEqual(['SIGTERM']);
    await last().end('code 0');
    await stopped;
    expect([spawned.length, said.length, pending()]).toEqual([1, 0, 0]);
  });

  it('gets SIGKILL when it does not end in time', async () => {
    const { part, last, advance } = given();
    part.start();
    const stopped = part.stop();
    advance(5_999);
    expect(last().signals).toEqual(['SIGTERM']);
    advance(1);
    expect(last().signals).toEqual(['SIGTERM', 'SIGKILL']);
    await last().end('SIGKILL');
    await stopped;
  });

  it('does not come back when it was waiting to be started again', async () => {
    const { part, last, spawned, advance, pending } = given();
    part.start();
    await last().end('code 1');
    await part.stop();
    advance(60_000);
    expect([spawned.length, pending()]).toEqual([1, 0]);
  });

  it('may never have been started', async () => {
    const { part, spawned } = given();
    await part.stop();
    expect(spawned).toHaveLength(0);
  });
});

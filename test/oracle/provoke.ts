import { Redis } from 'ioredis';
import { systemClock } from '#lib/cache/clock.ts';
import { cacheKeys } from '#lib/redis-keys.ts';
import type { FaultProxy } from '../support/fault-proxy.ts';
import { type Callers, changeOnce, oneOf, readOnce } from './callers.ts';

/** A process whose way to the CCXT service is a proxy of its own. */
export interface SlowProcess {
  url: string;
  ccxt: FaultProxy;
}

const { value, lease } = cacheKeys('exchange:config');
const READERS = 3;
/** If no reader of ours had to load by then, another one was first. */
const PATIENCE_MS = 100;

/**
 * The race that a look-aside cache loses, on purpose instead of by chance: a reader has got its answer from the
 * service, a change is made and acknowledged, and only then the answer arrives to be stored. `count` is called for
 * each. All over HTTP; only Redis is made to forget, and the network to be late.
 */
export async function provoke(
  callers: Callers,
  slow: SlowProcess,
  databaseUrl: string,
  longestPauseMs: number,
  count: () => void,
): Promise<void> {
  const { end } = callers;
  const redis = new Redis(databaseUrl);
  redis.on('error', () => undefined);
  for (let n = 0; !end.aborted; n++) {
    slow.ccxt.inject({ kind: 'hold', times: 1, match: /^GET / });
    // as when they are evicted; a dead reader's lease would keep ours from storing anything
    await redis.del(value, lease).catch(() => undefined);
    const reads = Array.from({ length: READERS }, () => readOnce(callers, slow.url));
    const isHeld = await held(slow.ccxt);
    if (isHeld && (await changeOnce(callers, n))) count();
    await slow.ccxt.heal();
    await Promise.all(reads);
    if (isHeld) await readOnce(callers, oneOf(callers.urls));
    await systemClock.delay(Math.random() * longestPauseMs, end).catch(() => undefined);
  }
  redis.disconnect();
}

async function held(ccxt: FaultProxy): Promise<boolean> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (ccxt.held === 0) {
    if (performance.now() > giveUpAt) return false;
    await systemClock.delay(5, new AbortController().signal);
  }
  return true;
}

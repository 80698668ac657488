import { describe, expect, it } from '@jest/globals';
import { exchangePool } from '#services/collector/poll/exchange-pool.ts';
import { openExchange } from '#services/common/exchange/open-exchange.ts';

const newPool = () => exchangePool({ proxyUrl: undefined, timeoutMs: 1_000, open: openExchange });

describe('the pool of exchanges', () => {
  it('gives an instance to one attempt after the other, until the worker is restarted', async () => {
    const pool = newPool();
    const first = await pool.take('bitstamp', 0);
    first.giveBack();
    const second = await pool.take('bitstamp', 0);
    expect(second.exchange).toBe(first.exchange);
    second.giveBack();
    expect((await pool.take('bitstamp', 1)).exchange).not.toBe(first.exchange);
  });

  it('never gives an instance that was not given back: what is under way on it keeps it', async () => {
    const pool = newPool();
    const [left, next] = [await pool.take('bitstamp', 0), await pool.take('bitstamp', 0)];
    expect(next.exchange).not.toBe(left.exchange);
    next.giveBack();
    left.giveBack(); // at last, when it is no longer the pool's
    expect((await pool.take('bitstamp', 0)).exchange).toBe(next.exchange);
  });

  it('tries again after an instance could not be made', async () => {
    const pool = newPool();
    await expect(pool.take('nonesuch', 0)).rejects.toThrow(RangeError);
    await expect(pool.take('nonesuch', 0)).rejects.toThrow(RangeError);
  });
});

import { describe, expect, it } from '@jest/globals';
import { planOf } from '#services/collector/registry/plan.ts';

const open = { pollIntervalMs: null, symbols: null, rateLimitMs: null };

describe('planOf', () => {
  it('takes the default interval where the exchange has no setting', () => {
    expect(planOf('okx', open, 5_000)).toMatchObject({ intervalMs: 5_000, effectiveIntervalMs: 5_000 });
    expect(planOf('okx', { ...open, pollIntervalMs: 20_000 }, 5_000)).toMatchObject({
      intervalMs: 20_000,
      staleAfterMs: 60_000,
    });
  });

  it('polls no faster than the rate limit allows, and says how fast it does', () => {
    // kraken: one request a second, four requests or more a poll
    const kraken = planOf('kraken', open, 1_000);
    expect(kraken.intervalMs).toBe(1_000);
    expect(kraken.effectiveIntervalMs).toBeGreaterThanOrEqual(5_000);
    expect(kraken.staleAfterMs).toBe(3 * kraken.effectiveIntervalMs);
    expect(planOf('kraken', { ...open, symbols: [] }, 1_000).effectiveIntervalMs).toBeLessThan(2_000);
  });

  it('counts data as fresh for three seconds at least', () => {
    expect(planOf('bybit', { ...open, pollIntervalMs: 500 }, 5_000).staleAfterMs).toBe(3_000);
  });

  it('keeps intervals of an unknown registry within what is allowed', () => {
    expect(planOf('nonesuch', { ...open, pollIntervalMs: 1 }, 5_000).effectiveIntervalMs).toBe(500);
    expect(planOf('nonesuch', { ...open, pollIntervalMs: 1e9 }, 5_000).intervalMs).toBe(3_600_000);
  });
});

import { afterEach, describe, expect, it } from '@jest/globals';
import { exchangePool } from '#services/ccxt/exchanges/exchange-pool.ts';
import type { Outcomes } from '#services/ccxt/exchanges/tasks.ts';
import { type SimulatedExchanges, startSimulated } from '../../../support/ccxt/simulated.ts';
import { eventually } from '../../../support/eventually.ts';

const started: SimulatedExchanges[] = [];
afterEach(async () => {
  for (const simulated of started.splice(0)) await simulated.close();
});

async function poolOnSimulated() {
  const simulated = await startSimulated();
  started.push(simulated);
  const pool = exchangePool({ proxyUrl: simulated.url });
  const refresh = (exchange: string, credentials?: { apiKey: string; secret: string }) =>
    pool.run({ type: 'refresh', exchange, credentials }) as Promise<Outcomes['refresh']>;
  return { simulated, pool, refresh };
}

describe('refresh of a live exchange', () => {
  it('loads its markets anew, in the same instance', async () => {
    const { simulated, refresh } = await poolOnSimulated();
    const first = await refresh('binance');
    expect(first).toMatchObject({
      health: { status: 'passed' },
      limits: { rateLimitMs: 50, enableRateLimit: true },
    });
    expect(first.metadata?.markets).toBeGreaterThan(100);
    const before = (await simulated.asked('binance')).length;
    expect((await refresh('binance')).metadata).toEqual(first.metadata);
    expect((await simulated.asked('binance')).slice(before)).toContain('/api/v3/exchangeInfo');
  });

  it('recovers after markets could not be loaded the first time', async () => {
    const { simulated, refresh } = await poolOnSimulated();
    await simulated.fault('binance', { kind: 'html', match: 'exchangeInfo' });
    expect((await refresh('binance')).health).toMatchObject({ status: 'failed', method: 'loadMarkets' });
    await simulated.heal('binance');
    expect((await refresh('binance')).metadata?.markets).toBeGreaterThan(100);
  });

  it('takes over credentials, and lets go of them', async () => {
    const { simulated, refresh } = await poolOnSimulated();
    const signed = async () =>
      (await simulated.asked('binance')).filter((path) => path.startsWith('/sapi/')).length;
    await refresh('binance');
    expect(await signed()).toBe(0);
    await refresh('binance', { apiKey: 'key', secret: 'secret' });
    expect(await signed()).toBe(1);
    await refresh('binance');
    expect(await signed()).toBe(1);
  });
});

describe('drop', () => {
  it('sends nothing more of what had begun', async () => {
    const [dropped, control] = [await poolOnSimulated(), await poolOnSimulated()];
    // kraken's markets take several requests, a second apart
    const loading = [dropped.refresh('kraken'), control.refresh('kraken')];
    await eventually(async () => expect(await dropped.simulated.asked('kraken')).toHaveLength(1));
    await dropped.pool.run({ type: 'drop', exchange: 'kraken' });
    expect((await loading[0])?.metadata).toBeUndefined();
    expect((await loading[1])?.metadata).toBeDefined();
    expect((await control.simulated.asked('kraken')).length).toBeGreaterThan(2);
    expect(await dropped.simulated.asked('kraken')).toHaveLength(1);
  });
});

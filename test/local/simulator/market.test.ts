import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { COINS, USD_PRICE } from '#local/simulator/market/assets.ts';
import { instruments, stepOf } from '#local/simulator/market/instruments.ts';
import { orderBook } from '#local/simulator/market/order-book.ts';
import { ticker } from '#local/simulator/market/ticker.ts';

const LISTING = { USDT: 200, EUR: 200, BTC: 200, ETH: 50 };
const ALL = instruments('anywhere', 'spot', LISTING);
const NOON = Date.UTC(2026, 0, 15, 12);
const anyInstrument = fc.constantFrom(...ALL);
const anyTime = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2036, 0, 1) });

describe('instruments', () => {
  it('lists every coin against each quote, but none against itself or one too dear', () => {
    const bases = (quote: string) => ALL.filter((it) => it.quote === quote).map(({ base }) => base);
    expect(bases('USDT')).toEqual(COINS);
    expect(bases('BTC').length).toBeGreaterThan(100);
    expect(bases('BTC')).toEqual(expect.not.arrayContaining(['BTC', 'SHIB', 'PEPE']));
  });

  it('has a positive price for each currency, each named once', () => {
    expect([...USD_PRICE.values()].filter((price) => !(price > 0))).toEqual([]);
    expect(USD_PRICE.size).toBeGreaterThan(150);
  });

  it('writes steps as exchanges do', () => {
    expect([stepOf(0), stepOf(2), stepOf(8)]).toEqual(['1', '0.01', '0.00000001']);
  });
});

describe('ticker', () => {
  it('is sane for any instrument at any time', () => {
    fc.assert(
      fc.property(anyInstrument, anyTime, (it, now) => {
        const t = ticker(it, now);
        const [bid, last, ask, low, high, average] = [t.bid, t.last, t.ask, t.low, t.high, t.average].map(
          Number,
        );
        expect(bid).toBeGreaterThan(0);
        expect(bid).toBeLessThan(last as number);
        expect(last).toBeLessThan(ask as number);
        expect(low).toBeLessThanOrEqual(last as number);
        expect(high).toBeGreaterThanOrEqual(last as number);
        expect(average).toBeGreaterThanOrEqual(low as number);
        expect(average).toBeLessThanOrEqual(high as number);
        expect(Number(t.baseVolume)).toBeGreaterThan(0);
        expect(Number(t.bidSize)).toBeGreaterThan(0);
      }),
    );
  });

  it('is the same for the same time, and moves from tick to tick', () => {
    const later = ALL.filter((it) => ticker(it, NOON).last !== ticker(it, NOON + 250).last);
    expect(ALL.map((it) => ticker(it, NOON))).toEqual(ALL.map((it) => ticker(it, NOON)));
    expect(later.length).toBeGreaterThan(ALL.length * 0.8);
  });

  it('wanders by more than a tick does within hours', () => {
    const lasts = [0, 6, 12, 18].map((hours) =>
      ALL.map((it) => Number(ticker(it, NOON + hours * 3_600_000).last)),
    );
    const ranges = ALL.map((_, i) => {
      const prices = lasts.map((at) => at[i] as number);
      return Math.max(...prices) / Math.min(...prices) - 1;
    });
    expect(ranges.filter((range) => range > 0.005).length).toBeGreaterThan(ALL.length * 0.8);
    expect(Math.max(...ranges)).toBeLessThan(0.2);
  });

  it('stays near the reference price and keeps cross rates', () => {
    const usd = (code: string) => ALL.find((it) => it.base === code && it.quote === 'USDT');
    const [btc, eth] = [usd('BTC'), usd('ETH')].map((it) => (it ? Number(ticker(it, NOON).last) : 0));
    const cross = ALL.find((it) => it.base === 'ETH' && it.quote === 'BTC');
    expect(Math.abs((btc as number) / (USD_PRICE.get('BTC') as number) - 1)).toBeLessThan(0.06);
    expect(cross && Number(ticker(cross, NOON).last)).toBeCloseTo((eth as number) / (btc as number), 4);
  });

  it('differs between exchanges, but little', () => {
    const [here, there] = ['here', 'there'].map((exchange) => {
      const [btc] = instruments(exchange, 'spot', { USDT: 1 });
      return btc ? Number(ticker(btc, NOON).last) : 0;
    }) as [number, number];
    expect(here).not.toBe(there);
    expect(Math.abs(here / there - 1)).toBeLessThan(0.001);
  });
});

describe('order book', () => {
  it('is sorted around the ticker, with as many levels as asked for', () => {
    fc.assert(
      fc.property(anyInstrument, anyTime, fc.integer({ min: 1, max: 500 }), (it, now, levels) => {
        const { bids, asks } = orderBook(it, now, levels);
        const { bid, ask } = ticker(it, now);
        expect([bids.length, asks.length]).toEqual([levels, levels]);
        expect([bids[0]?.[0], asks[0]?.[0]]).toEqual([bid, ask]);
        expect(Number(bids.at(-1)?.[0])).toBeGreaterThan(0);
        for (let i = 1; i < levels; i++) {
          expect(Number(bids[i]?.[0])).toBeLessThan(Number(bids[i - 1]?.[0]));
          expect(Number(asks[i]?.[0])).toBeGreaterThan(Number(asks[i - 1]?.[0]));
        }
        expect([...bids, ...asks].filter(([, amount]) => !(Number(amount) > 0))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('is never deeper than 500 levels', () => {
    const [it] = ALL;
    expect(it && orderBook(it, NOON, 5_000).asks).toHaveLength(500);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Market } from 'ccxt';
import { defaultSymbols } from '#services/collector/poll/choose-symbols.ts';

/** `BASE/QUOTE` is a spot market, `BASE/QUOTE:SETTLE` a swap. */
function markets(...symbols: string[]): Record<string, Market> {
  return Object.fromEntries(
    symbols.map((symbol) => {
      const [base, quote] = symbol.split(/[/:]/);
      const swap = symbol.includes(':');
      return [symbol, { symbol, base, quote, swap, spot: !swap, active: true } as Market];
    }),
  );
}

describe('defaultSymbols', () => {
  it.each([
    [
      markets('ADA/USDT', 'ETH/USDT', 'BTC/USD', 'BTC/USDT', 'SOL/USDT', 'BTC/USDT:USDT'),
      ['BTC/USDT', 'ETH/USDT', 'SOL/USDT'],
    ],
    [markets('ETH/USD', 'BTC/EUR', 'AAVE/USD'), ['BTC/EUR', 'ETH/USD', 'AAVE/USD']],
    [markets('BTC/USDT:USDT', 'XRP/BTC', 'DOGE/BTC'), ['DOGE/BTC', 'XRP/BTC']],
    [markets('XRP/USD:XRP', 'BTC/USD:BTC', 'ETH/USDT:USDT'), ['BTC/USD:BTC', 'ETH/USDT:USDT', 'XRP/USD:XRP']],
    [{}, []],
  ])('%#', (all, expected) => {
    expect(defaultSymbols(all, 3)).toEqual(expected);
  });

  it('leaves out what is not traded', () => {
    const all = markets('BTC/USDT', 'ETH/USDT');
    const halted = { ...all['BTC/USDT'], active: false } as Market;
    expect(defaultSymbols({ ...all, 'BTC/USDT': halted }, 3)).toEqual(['ETH/USDT']);
  });
});

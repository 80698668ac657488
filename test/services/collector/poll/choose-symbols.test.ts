import { describe, expect, it } from '@jest/globals';
import type { Market } from 'ccxt';
import { defaultSymbols } from '#services/collector/poll/choose-symbols.ts';

const markets = (...symbols: string[]): Record<string, Market> =>
  Object.fromEntries(
    symbols.map((symbol) => [symbol, { symbol, spot: !symbol.includes(':'), active: true } as Market]),
  );

describe('defaultSymbols', () => {
  it.each([
    [
      markets('ADA/USDT', 'ETH/USDT', 'BTC/USD', 'BTC/USDT', 'SOL/USDT'),
      ['BTC/USDT', 'ETH/USDT', 'SOL/USDT'],
    ],
    [markets('ETH/USD', 'BTC/EUR', 'AAVE/USD'), ['BTC/EUR', 'ETH/USD', 'AAVE/USD']],
    [markets('BTC/USDT:USDT', 'XRP/BTC', 'DOGE/BTC'), ['DOGE/BTC', 'XRP/BTC']],
    [{}, []],
  ])('%#', (all, expected) => {
    expect(defaultSymbols(all, 3)).toEqual(expected);
  });

  it('leaves out what is not traded', () => {
    const all = markets('BTC/USDT', 'ETH/USDT');
    expect(
      defaultSymbols({ ...all, 'BTC/USDT': { ...all['BTC/USDT'], active: false } as Market }, 3),
    ).toEqual(['ETH/USDT']);
  });
});

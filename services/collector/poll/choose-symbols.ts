import type { Market } from 'ccxt';

const BASES = ['BTC', 'ETH', 'SOL'];
const QUOTES = ['USDT', 'USD', 'USDC', 'EUR'];

/** The best-known spot markets that the exchange has, at most `count`; else its first ones by name. */
export function defaultSymbols(markets: Record<string, Market>, count: number): string[] {
  const spot = Object.values(markets).filter((market) => market?.spot && market.active !== false);
  const names = new Set(spot.map((market) => market?.symbol ?? ''));
  const known = BASES.flatMap((base) => {
    const quote = QUOTES.find((candidate) => names.has(`${base}/${candidate}`));
    return quote ? [`${base}/${quote}`] : [];
  });
  const others = [...names].sort().filter((name) => !known.includes(name));
  return [...known, ...others].slice(0, count);
}

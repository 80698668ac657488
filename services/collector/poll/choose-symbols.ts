import type { Market } from 'ccxt';

const BASES = ['BTC', 'ETH', 'SOL'];
const QUOTES = ['USDT', 'USD', 'USDC', 'EUR'];

const chosen = new WeakMap<Record<string, Market>, string[]>();

/** As `chooseSymbols`, once for the same markets. */
export function defaultSymbols(markets: Record<string, Market>, count: number): string[] {
  const known = chosen.get(markets);
  if (known?.length === count) return known;
  const symbols = chooseSymbols(markets, count);
  chosen.set(markets, symbols);
  return symbols;
}

/**
 * The best-known markets that the exchange has, at most `count`; else its first ones by name. Spot markets, or
 * perpetual swaps where there are none.
 */
function chooseSymbols(markets: Record<string, Market>, count: number): string[] {
  const traded = Object.values(markets).flatMap((market) =>
    market && market.active !== false ? [market] : [],
  );
  const spot = traded.filter((market) => market.spot);
  const candidates = spot.length > 0 ? spot : traded.filter((market) => market.swap);
  const symbols = new Map(candidates.map(({ base, quote, symbol }) => [`${base}/${quote}`, symbol]));
  const known = BASES.flatMap((base) => {
    const quote = QUOTES.find((each) => symbols.has(`${base}/${each}`));
    return symbols.get(`${base}/${quote}`) ?? [];
  });
  const others = [...symbols.values()].filter((symbol) => !known.includes(symbol)).sort();
  return [...known, ...others].slice(0, count);
}

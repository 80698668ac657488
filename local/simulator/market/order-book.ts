import type { Instrument } from './instruments.ts';
import { formatSteps, halfSpreadSteps, priceSteps, TICK_MS, usdPrice } from './prices.ts';
import { randomAt } from './random.ts';

/** No simulated book is deeper than this, whatever is asked for. */
const MAX_LEVELS = 500;

/** Price and amount, decimal strings. */
export type Level = [price: string, amount: string];
export interface OrderBook {
  /** Best first: falling prices. */
  bids: Level[];
  /** Best first: rising prices. */
  asks: Level[];
  /** Grows with time. */
  sequence: number;
}

/** The book around the ticker of the same instant; its best prices are the ticker's bid and ask. */
export function orderBook(instrument: Instrument, now: number, levels: number): OrderBook {
  const last = priceSteps(instrument, now);
  const half = halfSpreadSteps(instrument, last);
  const gap = Math.max(1, Math.round(half / 2));
  const usd = usdPrice(instrument.base, now);
  const tick = Math.floor(now / TICK_MS);
  const side = (sign: 1 | -1): Level[] =>
    Array.from({ length: Math.min(MAX_LEVELS, Math.max(1, levels)) }, (_, i) => {
      const dollars = 300 + 30_000 * randomAt(instrument.seed + sign * (i + 1), tick);
      return [
        formatSteps(instrument, last + sign * (half + i * gap)),
        (dollars / usd).toFixed(instrument.amountDecimals),
      ];
    });
  return { bids: side(-1), asks: side(1), sequence: tick };
}

/** What makes one side of a book of the side before: new and changed levels, and with amount "0" those that are gone. */
export function changedLevels(before: Level[], after: Level[]): Level[] {
  const known = new Map(before);
  const changed = after.filter(([price, amount]) => known.get(price) !== amount);
  const present = new Set(after.map(([price]) => price));
  const gone = before.filter(([price]) => !present.has(price)).map(([price]): Level => [price, '0']);
  return [...changed, ...gone];
}

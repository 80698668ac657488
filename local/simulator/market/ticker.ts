import type { Instrument } from './instruments.ts';
import { formatSteps, halfSpreadSteps, priceSteps, usdPrice } from './prices.ts';
import { randomAt } from './random.ts';

const DAY_MS = 86_400_000;
/** High and low are taken from the instants of the day that are multiples of it, so that they seldom change. */
const SAMPLE_MS = DAY_MS / 6;

/** What an exchange says of one instrument: decimal strings, except where noted. Volumes are of 24 hours. */
export interface Ticker {
  bid: string;
  bidSize: string;
  ask: string;
  askSize: string;
  last: string;
  lastSize: string;
  open: string;
  high: string;
  low: string;
  /** Volume-weighted average of the day. */
  average: string;
  change: string;
  /** A ratio: 0.01 is one per cent up. */
  changeRatio: number;
  baseVolume: string;
  quoteVolume: string;
  trades: number;
}

export function ticker(instrument: Instrument, now: number): Ticker {
  const last = priceSteps(instrument, now);
  const open = priceSteps(instrument, now - DAY_MS);
  let high = Math.max(last, open);
  let low = Math.min(last, open);
  const newest = Math.floor(now / SAMPLE_MS) * SAMPLE_MS;
  for (let at = newest; at > now - DAY_MS; at -= SAMPLE_MS) {
    const past = priceSteps(instrument, at);
    high = Math.max(high, past);
    low = Math.min(low, past);
  }
  const half = halfSpreadSteps(instrument, last);
  const average = Math.round((high + low + last) / 3);
  const price = (steps: number) => formatSteps(instrument, steps);
  const amount = (usd: number) => (usd / usdPrice(instrument.base, now)).toFixed(instrument.amountDecimals);
  const size = (salt: number) =>
    amount(500 + 20_000 * randomAt(instrument.seed ^ salt, Math.floor(now / 1000)));
  const baseVolume = amount(10 ** (5.5 + 3 * randomAt(instrument.seed, 3)));
  return {
    bid: price(last - half),
    bidSize: size(11),
    ask: price(last + half),
    askSize: size(12),
    last: price(last),
    lastSize: size(13),
    open: price(open),
    high: price(high),
    low: price(low),
    average: price(average),
    change: price(last - open),
    changeRatio: (last - open) / open,
    baseVolume,
    quoteVolume: (Number(baseVolume) * Number(price(average))).toFixed(8),
    trades: 100 + Math.floor(100_000 * randomAt(instrument.seed, 4)),
  };
}

import type { Instrument } from './instruments.ts';
import { formatSteps, halfSpreadSteps, priceSteps, usdPrice } from './prices.ts';
import { randomAt } from './random.ts';

const DAY_MS = 86_400_000;
/** Open, high and low are taken from the instants of the day that are multiples of it, so that they seldom change. */
const SAMPLE_MS = DAY_MS / 6;

interface Day {
  newest: number;
  open: number;
  high: number;
  low: number;
}
/** The latest answer for each instrument: they make up most of the work of a ticker. */
const days = new WeakMap<Instrument, Day>();

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
  const day = dayBefore(instrument, Math.floor(now / SAMPLE_MS) * SAMPLE_MS);
  const high = Math.max(last, day.high);
  const low = Math.min(last, day.low);
  const half = halfSpreadSteps(instrument, last);
  const average = Math.round((high + low + last) / 3);
  const price = (steps: number) => formatSteps(instrument, steps);
  const usd = usdPrice(instrument.base, now);
  const amount = (dollars: number) => (dollars / usd).toFixed(instrument.amountDecimals);
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
    open: price(day.open),
    high: price(high),
    low: price(low),
    average: price(average),
    change: price(last - day.open),
    changeRatio: (last - day.open) / day.open,
    baseVolume,
    quoteVolume: (Number(baseVolume) * Number(price(average))).toFixed(8),
    trades: 100 + Math.floor(100_000 * randomAt(instrument.seed, 4)),
  };
}

/** Open, high and low, in steps, of the 24 hours up to an instant. */
function dayBefore(instrument: Instrument, newest: number): Day {
  const known = days.get(instrument);
  if (known?.newest === newest) return known;
  const prices: number[] = [];
  for (let at = newest - DAY_MS; at <= newest; at += SAMPLE_MS) prices.push(priceSteps(instrument, at));
  const day = { newest, open: prices[0] ?? 0, high: Math.max(...prices), low: Math.min(...prices) };
  days.set(instrument, day);
  return day;
}

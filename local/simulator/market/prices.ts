import { isCash, USD_PRICE } from './assets.ts';
import type { Instrument } from './instruments.ts';
import { randomAt, seedOf } from './random.ts';

/** Prices stand still for so many milliseconds, so that one body serves all who ask within them. */
export const TICK_MS = 250;

/** Periods in seconds and amplitudes of the waves a currency's price is made of. */
const WAVES = [
  [86_400, 0.03],
  [3_700, 0.008],
  [170, 0.001],
] as const;
const CASH_SCALE = 0.02;
/** How far exchanges, and one tick from the next, are apart. */
const JITTER = 0.0002;

const PHASES = new Map(
  [...USD_PRICE.keys()].map((code) => [code, randomAt(seedOf(code), 1) * 2 * Math.PI] as const),
);

/** The price of an instrument in its smallest steps (10 ** -priceDecimals), a pure function of the time. */
export function priceSteps(instrument: Instrument, now: number): number {
  const fair = usdPrice(instrument.base, now) / usdPrice(instrument.quote, now);
  const jitter = 1 + JITTER * (randomAt(instrument.seed, Math.floor(now / TICK_MS)) - 0.5);
  return Math.max(1, Math.round(fair * jitter * 10 ** instrument.priceDecimals));
}

/** Half the distance between bid and ask, in steps: 1 to 6 basis points. */
export function halfSpreadSteps(instrument: Instrument, lastSteps: number): number {
  return Math.max(1, Math.round(lastSteps * (0.00005 + 0.00025 * randomAt(instrument.seed, 2))));
}

export function formatSteps(instrument: Instrument, steps: number): string {
  return (steps / 10 ** instrument.priceDecimals).toFixed(instrument.priceDecimals);
}

/** US dollars per unit of a currency. */
export function usdPrice(code: string, now: number): number {
  const phase = PHASES.get(code) ?? 0;
  const scale = isCash(code) ? CASH_SCALE : 1;
  let exponent = 0;
  for (const [period, amplitude] of WAVES) {
    exponent += scale * amplitude * Math.sin((now / 1000 / period) * 2 * Math.PI + phase);
  }
  return (USD_PRICE.get(code) ?? 1) * Math.exp(exponent);
}

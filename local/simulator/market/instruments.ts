import { COINS, USD_PRICE } from './assets.ts';
import { seedOf } from './random.ts';

/** One thing that is traded; each exchange model gives it its own id. */
export interface Instrument {
  /** Unified codes, as ccxt writes them. */
  readonly base: string;
  readonly quote: string;
  /** Differs between exchanges and kinds, so that their prices do too. */
  readonly seed: number;
  readonly priceDecimals: number;
  readonly amountDecimals: number;
}

/** How many of the most important coins an exchange trades against each quote currency. */
export type Listing = Readonly<Record<string, number>>;

/** No exchange lists a coin against one that costs more than a million of it: its price would have no digits. */
const MIN_PRICE = 1e-6;

/** The instruments of an exchange, in a stable order. `kind` is "spot", "linear", ... */
export function instruments(exchange: string, kind: string, listing: Listing): Instrument[] {
  return Object.entries(listing).flatMap(([quote, count]) =>
    COINS.filter((coin) => coin !== quote && usdReference(coin) / usdReference(quote) >= MIN_PRICE)
      .slice(0, count)
      .map((base) => instrument(exchange, kind, base, quote)),
  );
}

function instrument(exchange: string, kind: string, base: string, quote: string): Instrument {
  const usd = usdReference(base);
  return {
    base,
    quote,
    seed: seedOf(`${exchange} ${kind} ${base}/${quote}`),
    // Six significant digits: coarse enough to look real, fine enough that every tick of time moves the price.
    priceDecimals: decimals(5 - Math.floor(Math.log10(usd / usdReference(quote)))),
    amountDecimals: decimals(Math.ceil(Math.log10(usd)) + 1),
  };
}

function usdReference(code: string): number {
  const price = USD_PRICE.get(code);
  if (price === undefined) throw new Error(`no price for ${code}: add it to market/assets.ts`);
  return price;
}

function decimals(wanted: number): number {
  return Math.max(0, wanted);
}

/** The smallest step of a number with so many decimals, as exchanges write it: 2 is "0.01". */
export function stepOf(decimalPlaces: number): string {
  return (10 ** -decimalPlaces).toFixed(decimalPlaces);
}

import { isCash } from '../market/assets.ts';
import type { Instrument } from '../market/instruments.ts';
import { ticker } from '../market/ticker.ts';
import { altname, assetId, pairName } from './kraken-names.ts';

/** One of public/Assets. */
export function asset(code: string): unknown {
  return {
    aclass: 'currency',
    altname: altname(code),
    decimals: isCash(code) ? 4 : 10,
    display_decimals: isCash(code) ? 2 : 5,
    status: 'enabled',
  };
}

/** One of public/AssetPairs. */
export function assetPair(it: Instrument): unknown {
  return {
    altname: pairName(it),
    wsname: `${altname(it.base)}/${altname(it.quote)}`,
    aclass_base: 'currency',
    base: assetId(it.base),
    aclass_quote: 'currency',
    quote: assetId(it.quote),
    lot: 'unit',
    cost_decimals: 5,
    pair_decimals: it.priceDecimals,
    lot_decimals: 8,
    lot_multiplier: 1,
    leverage_buy: [],
    leverage_sell: [],
    fees: [[0, 0.4]],
    fees_maker: [[0, 0.25]],
    fee_volume_currency: 'ZUSD',
    margin_call: 80,
    margin_stop: 40,
    ordermin: '0.0001',
    costmin: '0.5',
    status: 'online',
  };
}

/** One of public/Ticker; pairs of numbers are [today, last 24 hours]. */
export function dayTicker(it: Instrument, now: number): unknown {
  const t = ticker(it, now);
  return {
    a: [t.ask, '1', t.askSize],
    b: [t.bid, '1', t.bidSize],
    c: [t.last, t.lastSize],
    v: [t.baseVolume, t.baseVolume],
    p: [t.average, t.average],
    t: [t.trades, t.trades],
    l: [t.low, t.low],
    h: [t.high, t.high],
    o: t.open,
  };
}

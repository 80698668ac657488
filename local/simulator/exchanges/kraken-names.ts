import type { Instrument } from '../market/instruments.ts';

/** Kraken's own names: [asset id, name in a pair]. Everything else is called what others call it. */
const LEGACY: Readonly<Record<string, readonly [string, string]>> = {
  BTC: ['XXBT', 'XBT'],
  DOGE: ['XXDG', 'XDG'],
  ETC: ['XETC', 'ETC'],
  ETH: ['XETH', 'ETH'],
  LTC: ['XLTC', 'LTC'],
  XLM: ['XXLM', 'XLM'],
  XRP: ['XXRP', 'XRP'],
  ZEC: ['XZEC', 'ZEC'],
  EUR: ['ZEUR', 'EUR'],
  GBP: ['ZGBP', 'GBP'],
  USD: ['ZUSD', 'USD'],
};
export const assetId = (code: string) => LEGACY[code]?.[0] ?? code;
export const altname = (code: string) => LEGACY[code]?.[1] ?? code;
export const pairName = ({ base, quote }: Instrument) => altname(base) + altname(quote);

/** Pairs of two such assets are called by their asset ids (XXBTZUSD), others by their names (SOLUSD). */
export function pairId(it: Instrument): string {
  return LEGACY[it.base] && LEGACY[it.quote] ? assetId(it.base) + assetId(it.quote) : pairName(it);
}

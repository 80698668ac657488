import { binance } from './binance.ts';
import { bitstamp } from './bitstamp.ts';
import { bybit } from './bybit.ts';
import { coinbase } from './coinbase.ts';
import { cryptocom } from './cryptocom.ts';
import { kraken } from './kraken.ts';
import { mexc } from './mexc.ts';
import type { ExchangeModel } from './model.ts';
import { okx } from './okx.ts';
import { poloniex } from './poloniex.ts';

/** Every exchange that is simulated. */
export const MODELS: readonly ExchangeModel[] = [
  binance,
  kraken,
  bybit,
  okx,
  coinbase,
  bitstamp,
  cryptocom,
  mexc,
  poloniex,
];

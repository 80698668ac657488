import { binance } from './binance.ts';
import { bitstamp } from './bitstamp.ts';
import { bybit } from './bybit.ts';
import { coinbase } from './coinbase.ts';
import { kraken } from './kraken.ts';
import type { ExchangeModel } from './model.ts';
import { okx } from './okx.ts';

/** Every exchange that is simulated. */
export const MODELS: readonly ExchangeModel[] = [binance, kraken, bybit, okx, coinbase, bitstamp];

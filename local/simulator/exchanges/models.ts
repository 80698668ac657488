import { binance } from './binance.ts';
import type { ExchangeModel } from './model.ts';

/** Every exchange that is simulated. */
export const MODELS: readonly ExchangeModel[] = [binance];

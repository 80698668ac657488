import { type Instrument, stepOf } from '../market/instruments.ts';
import { ticker } from '../market/ticker.ts';

const DAY_MS = 86_400_000;
const LISTED_AT = Date.UTC(2021, 0, 1);
/** What Binance gives as the delivery date of a perpetual: the year 2100. */
const NEVER = 4133404800000;

function filters({ priceDecimals, amountDecimals }: Instrument): unknown[] {
  const tickSize = stepOf(priceDecimals);
  const stepSize = stepOf(amountDecimals);
  return [
    { filterType: 'PRICE_FILTER', minPrice: tickSize, maxPrice: '1000000.00', tickSize },
    { filterType: 'LOT_SIZE', minQty: stepSize, maxQty: '90000000.00', stepSize },
  ];
}

/** One of `symbols` in api/v3/exchangeInfo. */
export function spotMarket(symbol: string, instrument: Instrument): unknown {
  return {
    symbol,
    status: 'TRADING',
    baseAsset: instrument.base,
    baseAssetPrecision: 8,
    quoteAsset: instrument.quote,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET'],
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      ...filters(instrument),
      { filterType: 'NOTIONAL', minNotional: '5.00000000', maxNotional: '9000000.00000000' },
    ],
    permissions: [],
    permissionSets: [['SPOT']],
  };
}

/** One of `symbols` in fapi/v1 and dapi/v1 exchangeInfo; the latter is margined in its base currency. */
export function contractMarket(symbol: string, instrument: Instrument): unknown {
  const inverse = symbol.endsWith('_PERP');
  return {
    symbol,
    pair: instrument.base + instrument.quote,
    contractType: 'PERPETUAL',
    deliveryDate: NEVER,
    onboardDate: LISTED_AT,
    ...(inverse
      ? { contractStatus: 'TRADING', contractSize: instrument.base === 'BTC' ? 100 : 10 }
      : { status: 'TRADING' }),
    baseAsset: instrument.base,
    quoteAsset: instrument.quote,
    marginAsset: inverse ? instrument.base : instrument.quote,
    pricePrecision: instrument.priceDecimals,
    quantityPrecision: inverse ? 0 : instrument.amountDecimals,
    baseAssetPrecision: 8,
    quotePrecision: 8,
    filters: [...filters(instrument), { filterType: 'MIN_NOTIONAL', notional: '5' }],
    orderTypes: ['LIMIT', 'MARKET'],
    timeInForce: ['GTC', 'IOC'],
  };
}

function dayTicker(symbol: string, instrument: Instrument, now: number) {
  const t = ticker(instrument, now);
  return {
    t,
    common: {
      symbol,
      priceChange: t.change,
      priceChangePercent: (t.changeRatio * 100).toFixed(3),
      weightedAvgPrice: t.average,
      lastPrice: t.last,
      lastQty: t.lastSize,
      openPrice: t.open,
      highPrice: t.high,
      lowPrice: t.low,
      volume: t.baseVolume,
      openTime: now - DAY_MS,
      closeTime: now,
      firstId: 1,
      lastId: t.trades,
      count: t.trades,
    },
  };
}

export function spotTicker(symbol: string, instrument: Instrument, now: number): unknown {
  const { t, common } = dayTicker(symbol, instrument, now);
  return {
    ...common,
    prevClosePrice: t.open,
    bidPrice: t.bid,
    bidQty: t.bidSize,
    askPrice: t.ask,
    askQty: t.askSize,
    quoteVolume: t.quoteVolume,
  };
}

/** The derivatives' tickers have no bid and ask. */
export function contractTicker(symbol: string, instrument: Instrument, now: number): unknown {
  const { t, common } = dayTicker(symbol, instrument, now);
  const inverse = symbol.endsWith('_PERP');
  return {
    ...common,
    ...(inverse
      ? { pair: instrument.base + instrument.quote, baseVolume: t.baseVolume }
      : { quoteVolume: t.quoteVolume }),
  };
}

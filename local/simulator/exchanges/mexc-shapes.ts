import type { Instrument } from '../market/instruments.ts';
import { ticker } from '../market/ticker.ts';

const DAY_MS = 86_400_000;

/** One of `symbols` in api/v3/exchangeInfo. */
export function spotMarket(symbol: string, it: Instrument): unknown {
  return {
    symbol,
    status: '1',
    baseAsset: it.base,
    baseAssetPrecision: it.amountDecimals,
    quoteAsset: it.quote,
    quotePrecision: it.priceDecimals,
    quoteAssetPrecision: it.priceDecimals,
    baseCommissionPrecision: it.amountDecimals,
    quoteCommissionPrecision: it.priceDecimals,
    orderTypes: ['LIMIT', 'MARKET', 'LIMIT_MAKER'],
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    quoteAmountPrecision: '1',
    baseSizePrecision: '0',
    permissions: ['SPOT'],
    filters: [],
    maxQuoteAmount: '2000000',
    makerCommission: '0',
    takerCommission: '0.0005',
  };
}

/** One of api/v3/ticker/24hr; the change in per cent is a ratio. */
export function spotTicker(symbol: string, it: Instrument, now: number): unknown {
  const t = ticker(it, now);
  return {
    symbol,
    priceChange: t.change,
    priceChangePercent: t.changeRatio.toFixed(4),
    prevClosePrice: t.open,
    lastPrice: t.last,
    bidPrice: t.bid,
    bidQty: t.bidSize,
    askPrice: t.ask,
    askQty: t.askSize,
    openPrice: t.open,
    highPrice: t.high,
    lowPrice: t.low,
    volume: t.baseVolume,
    quoteVolume: t.quoteVolume,
    openTime: now - DAY_MS,
    closeTime: now,
    count: null,
  };
}

/** One of contract/detail. */
export function contract(symbol: string, it: Instrument): unknown {
  return {
    symbol,
    displayNameEn: `${symbol} SWAP`,
    positionOpenType: 3,
    baseCoin: it.base,
    quoteCoin: it.quote,
    settleCoin: it.quote,
    contractSize: 1,
    minLeverage: 1,
    maxLeverage: 125,
    priceScale: it.priceDecimals,
    volScale: it.amountDecimals,
    amountScale: 4,
    priceUnit: 10 ** -it.priceDecimals,
    volUnit: 10 ** -it.amountDecimals,
    minVol: 10 ** -it.amountDecimals,
    maxVol: 1_000_000,
    takerFeeRate: 0.0004,
    makerFeeRate: 0.0001,
    state: 0,
    isHidden: false,
  };
}

/** One of contract/ticker. */
export function contractTicker(symbol: string, it: Instrument, now: number): unknown {
  const t = ticker(it, now);
  return {
    symbol,
    lastPrice: Number(t.last),
    bid1: Number(t.bid),
    ask1: Number(t.ask),
    volume24: Number(t.baseVolume),
    amount24: Number(t.quoteVolume),
    holdVol: Number(t.baseVolume),
    lower24Price: Number(t.low),
    high24Price: Number(t.high),
    riseFallRate: Number(t.changeRatio.toFixed(4)),
    riseFallValue: Number(t.change),
    indexPrice: Number(t.last),
    fairPrice: Number(t.last),
    fundingRate: 0.0001,
    timestamp: now,
  };
}

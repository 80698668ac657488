import { type Instrument, stepOf } from '../market/instruments.ts';
import { ticker } from '../market/ticker.ts';

const LISTED_AT = String(Date.UTC(2021, 0, 1));

/** One of v5/market/instruments-info, category spot. */
export function spotInstrument(symbol: string, it: Instrument): unknown {
  const step = stepOf(it.amountDecimals);
  return {
    symbol,
    baseCoin: it.base,
    quoteCoin: it.quote,
    innovation: '0',
    status: 'Trading',
    marginTrading: 'utaOnly',
    lotSizeFilter: {
      basePrecision: step,
      quotePrecision: '0.00000001',
      minOrderQty: step,
      maxOrderQty: '90000000',
      minOrderAmt: '1',
      maxOrderAmt: '4000000',
    },
    priceFilter: { tickSize: stepOf(it.priceDecimals) },
  };
}

/** One of v5/market/instruments-info, categories linear and inverse. */
export function contractInstrument(symbol: string, it: Instrument): unknown {
  const inverse = it.quote === 'USD';
  const step = inverse ? '1' : stepOf(it.amountDecimals);
  const tickSize = stepOf(it.priceDecimals);
  return {
    symbol,
    contractType: inverse ? 'InversePerpetual' : 'LinearPerpetual',
    status: 'Trading',
    baseCoin: it.base,
    quoteCoin: it.quote,
    launchTime: LISTED_AT,
    deliveryTime: '0',
    deliveryFeeRate: '',
    priceScale: String(it.priceDecimals),
    leverageFilter: { minLeverage: '1', maxLeverage: '50.00', leverageStep: '0.01' },
    priceFilter: { minPrice: tickSize, maxPrice: '1999999.80', tickSize },
    lotSizeFilter: {
      maxOrderQty: '90000000',
      minOrderQty: step,
      qtyStep: step,
      postOnlyMaxOrderQty: '90000000',
      maxMktOrderQty: '10000000',
      minNotionalValue: '5',
    },
    unifiedMarginTrade: true,
    fundingInterval: 480,
    settleCoin: inverse ? it.base : it.quote,
    copyTrading: 'none',
  };
}

function dayTicker(symbol: string, it: Instrument, now: number) {
  const t = ticker(it, now);
  return {
    symbol,
    bid1Price: t.bid,
    bid1Size: t.bidSize,
    ask1Price: t.ask,
    ask1Size: t.askSize,
    lastPrice: t.last,
    prevPrice24h: t.open,
    price24hPcnt: t.changeRatio.toFixed(6),
    highPrice24h: t.high,
    lowPrice24h: t.low,
    turnover24h: t.quoteVolume,
    volume24h: t.baseVolume,
  };
}

export function spotTicker(symbol: string, it: Instrument, now: number): unknown {
  return dayTicker(symbol, it, now);
}

export function contractTicker(symbol: string, it: Instrument, now: number): unknown {
  const common = dayTicker(symbol, it, now);
  const nextFunding = (Math.floor(now / 28_800_000) + 1) * 28_800_000;
  return {
    ...common,
    indexPrice: common.lastPrice,
    markPrice: common.lastPrice,
    prevPrice1h: common.prevPrice24h,
    openInterest: common.volume24h,
    openInterestValue: common.turnover24h,
    fundingRate: '0.0001',
    nextFundingTime: String(nextFunding),
    predictedDeliveryPrice: '',
    basisRate: '',
    deliveryFeeRate: '',
    deliveryTime: '0',
  };
}

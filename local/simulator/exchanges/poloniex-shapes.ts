import { type Instrument, stepOf } from '../market/instruments.ts';
import { ticker } from '../market/ticker.ts';

const DAY_MS = 86_400_000;
const LISTED_AT = Date.UTC(2021, 0, 1);

/** One of v2/currencies. */
export function currency(coin: string): unknown {
  return {
    coin,
    delisted: false,
    tradeEnable: true,
    name: coin,
    networkList: [],
    supportCollateral: false,
    supportBorrow: false,
  };
}

/** One of markets. */
export function spotMarket(symbol: string, it: Instrument): unknown {
  return {
    symbol,
    baseCurrencyName: it.base,
    quoteCurrencyName: it.quote,
    displayName: `${it.base}/${it.quote}`,
    state: 'NORMAL',
    visibleStartTime: LISTED_AT,
    tradableStartTime: LISTED_AT,
    symbolTradeLimit: {
      symbol,
      priceScale: it.priceDecimals,
      quantityScale: it.amountDecimals,
      amountScale: 8,
      minQuantity: stepOf(it.amountDecimals),
      minAmount: '1',
      highestBid: '0',
      lowestAsk: '0',
    },
  };
}

/** One of markets/ticker24h. */
export function spotTicker(symbol: string, it: Instrument, now: number): unknown {
  const t = ticker(it, now);
  return {
    symbol,
    open: t.open,
    low: t.low,
    high: t.high,
    close: t.last,
    quantity: t.baseVolume,
    amount: t.quoteVolume,
    tradeCount: t.trades,
    startTime: now - DAY_MS,
    closeTime: now,
    displayName: `${it.base}/${it.quote}`,
    dailyChange: t.changeRatio.toFixed(4),
    bid: t.bid,
    bidQuantity: t.bidSize,
    ask: t.ask,
    askQuantity: t.askSize,
    ts: now,
    markPrice: t.last,
  };
}

/** One of v3/market/allInstruments. */
export function perpetual(symbol: string, it: Instrument): unknown {
  return {
    symbol,
    bAsset: `.P${it.base}${it.quote}`,
    bCcy: it.base,
    qCcy: it.quote,
    visibleStartTime: String(LISTED_AT),
    tradableStartTime: String(LISTED_AT),
    sCcy: it.quote,
    tSz: stepOf(it.priceDecimals),
    lotSz: '1',
    minSz: '1',
    ctVal: '1',
    status: 'OPEN',
    oDate: String(LISTED_AT),
    maxPx: '1000000',
    minPx: stepOf(it.priceDecimals),
    maxLever: '50',
    ctType: 'LINEAR',
    alias: '',
    limitMaxQty: '1000000',
  };
}

/** One of v3/market/tickers. */
export function perpetualTicker(symbol: string, it: Instrument, now: number): unknown {
  const t = ticker(it, now);
  return {
    s: symbol,
    o: t.open,
    l: t.low,
    h: t.high,
    c: t.last,
    qty: t.baseVolume,
    amt: t.quoteVolume,
    tC: t.trades,
    sT: String(now - DAY_MS),
    cT: String(now),
    dN: `${it.base}/${it.quote}/PERP`,
    dC: t.changeRatio.toFixed(4),
    bPx: t.bid,
    bSz: t.bidSize,
    aPx: t.ask,
    aSz: t.askSize,
    mPx: t.last,
    iPx: t.last,
  };
}

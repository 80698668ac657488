import { type Instrument, stepOf } from '../market/instruments.ts';
import type { Level } from '../market/order-book.ts';
import { ticker } from '../market/ticker.ts';

const LISTED_AT = String(Date.UTC(2021, 0, 1));

function common(instId: string, it: Instrument) {
  return {
    alias: '',
    category: '1',
    expTime: '',
    instId,
    listTime: LISTED_AT,
    contTdSwTime: LISTED_AT,
    maxLmtSz: '9999999999',
    maxMktSz: '1000000',
    optType: '',
    state: 'live',
    stk: '',
    tickSz: stepOf(it.priceDecimals),
  };
}

/** One of public/instruments, instType SPOT. */
export function spotInstrument(instId: string, it: Instrument): unknown {
  const step = stepOf(it.amountDecimals);
  return {
    ...common(instId, it),
    instType: 'SPOT',
    baseCcy: it.base,
    quoteCcy: it.quote,
    settleCcy: '',
    ctMult: '',
    ctType: '',
    ctVal: '',
    ctValCcy: '',
    instFamily: '',
    lever: '',
    lotSz: step,
    minSz: step,
    uly: '',
  };
}

/** One of public/instruments, instType SWAP. */
export function swapInstrument(instId: string, it: Instrument): unknown {
  const inverse = it.quote === 'USD';
  const pair = `${it.base}-${it.quote}`;
  return {
    ...common(instId, it),
    instType: 'SWAP',
    baseCcy: '',
    quoteCcy: '',
    settleCcy: inverse ? it.base : it.quote,
    ctMult: '1',
    ctType: inverse ? 'inverse' : 'linear',
    ctVal: inverse ? '10' : stepOf(it.amountDecimals),
    ctValCcy: inverse ? 'USD' : it.base,
    instFamily: pair,
    lever: '50',
    lotSz: '1',
    minSz: '1',
    uly: pair,
  };
}

/** One of market/tickers. The volume in currency is of the quote for spot and of the base for swaps. */
export function dayTicker(instId: string, it: Instrument, instType: 'SPOT' | 'SWAP', now: number): unknown {
  const t = ticker(it, now);
  return {
    instType,
    instId,
    last: t.last,
    lastSz: t.lastSize,
    askPx: t.ask,
    askSz: t.askSize,
    bidPx: t.bid,
    bidSz: t.bidSize,
    open24h: t.open,
    high24h: t.high,
    low24h: t.low,
    volCcy24h: instType === 'SPOT' ? t.quoteVolume : t.baseVolume,
    vol24h: t.baseVolume,
    sodUtc0: t.open,
    sodUtc8: t.open,
    ts: String(now),
  };
}

/** Price, amount, a deprecated zero, number of orders. */
export function bookLevel([price, amount]: Level): unknown {
  return [price, amount, '0', Number(amount) === 0 ? '0' : '1'];
}

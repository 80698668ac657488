import type { Exchange, Market } from 'ccxt';
import type { RequestCosts } from '#services/common/exchange/rate-budget.ts';

/**
 * What one poll's requests weigh: ccxt's cost of `fetchTickers` of the whole exchange and of one order book of
 * depth 20. Found by having an instance make the calls and noting what it asks of its limiter; nothing is sent.
 * The instance is of no use afterwards.
 */
export async function requestCosts(exchange: Exchange): Promise<RequestCosts> {
  const noted: number[] = [];
  const markets = exchange.setMarkets([spotMarket(exchange), swapMarket(exchange)]);
  Object.assign(exchange, {
    loadMarkets: async () => markets,
    throttle: async (cost?: number) => void noted.push(cost ?? 1),
    fetch: async () => {
      throw new Error('nothing is sent');
    },
  });

  async function costOf(call: () => Promise<unknown>): Promise<number> {
    noted.length = 0;
    await call().catch(() => undefined);
    // some want credentials or a currency even for public data, and do not get as far as a request
    return noted.reduce((sum, cost) => sum + cost, 0) || 1;
  }

  const symbol = exchange.has.spot === false ? 'BTC/USDT:USDT' : 'BTC/USDT';
  return {
    tickers: await costOf(() => exchange.fetchTickers()),
    book: await costOf(() => exchange.fetchOrderBook(symbol, 20)),
  };
}

function spotMarket(exchange: Exchange): Market {
  return exchange.safeMarketStructure({
    id: 'BTCUSDT',
    symbol: 'BTC/USDT',
    base: 'BTC',
    quote: 'USDT',
    baseId: 'BTC',
    quoteId: 'USDT',
    active: true,
    type: 'spot',
    spot: true,
    swap: false,
    contract: false,
    precision: { amount: 1e-8, price: 1e-8 },
    info: {},
  });
}

function swapMarket(exchange: Exchange): Market {
  return {
    ...spotMarket(exchange),
    id: 'BTCUSDTP',
    symbol: 'BTC/USDT:USDT',
    settle: 'USDT',
    settleId: 'USDT',
    type: 'swap',
    spot: false,
    swap: true,
    contract: true,
    linear: true,
    inverse: false,
    contractSize: 1,
  } as Market;
}

import type { Exchange } from 'ccxt';

const SYMBOLS = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT'];
const BOOK = { bids: [[1, 1]], asks: [[2, 1]], timestamp: 1, nonce: 1 };

/**
 * An exchange whose polls return at once, in place of ccxt: what is left is the engine's own work, its rate limiter
 * included. Only what a poll uses is there.
 */
export async function openIdle(id: string): Promise<Exchange> {
  const symbols = SYMBOLS.map((symbol) => [symbol, { symbol, spot: true, base: symbol, quote: '' }]);
  const idle = {
    id,
    has: { spot: true },
    options: {},
    rateLimit: 20,
    markets: Object.fromEntries(symbols),
    throttle: async (_weight: number) => undefined,
    undiciRequest: async () => undefined,
    async fetchOrderBook() {
      await idle.throttle(1);
      return BOOK;
    },
    async fetchTickers() {
      await idle.throttle(1);
      return Object.fromEntries(SYMBOLS.map((symbol) => [symbol, { symbol, last: 1 }]));
    },
  };
  return idle as unknown as Exchange;
}

/** How an exchange's websocket is asked for what a poll brings. */
export interface StreamSettings {
  /** Levels of an order book, of those it offers; without it ccxt's choice. */
  bookDepth?: number;
}

/**
 * The exchanges that can be streamed: their tickers have the fields that their polls have, and their order books at
 * least 20 levels. Each is proven on its simulated websocket (docs/adr/0006-rest-or-websockets.md says why not all).
 */
export const STREAMED: ReadonlyMap<string, StreamSettings> = new Map([
  ['kraken', { bookDepth: 25 }],
  ['okx', {}],
]);

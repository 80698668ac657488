/** ccxt's `has` flags that the product reads or shows. */
export const CAPABILITIES = [
  'spot',
  'margin',
  'swap',
  'future',
  'option',
  'fetchMarkets',
  'fetchCurrencies',
  'fetchTicker',
  'fetchTickers',
  'fetchOrderBook',
  'fetchOrderBooks',
  'fetchTrades',
  'fetchOHLCV',
  'fetchTime',
  'fetchStatus',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** Without these the collector has nothing to poll. */
const REQUIRED = ['fetchTickers', 'fetchOrderBook'] as const satisfies Capability[];

interface HasFlags {
  has: Partial<Record<Capability, unknown>>;
}

/**
 * Whether an exchange (a ccxt instance or its catalog entry) can do this itself. Only `true` counts: ccxt says
 * `'emulated'` for what it puts together from other calls, and the base class defines every method.
 */
export function can(exchange: HasFlags, capability: Capability): boolean {
  return exchange.has[capability] === true;
}

/** What the exchange lacks of that which collecting needs. */
export function missingCapabilities(exchange: HasFlags): Capability[] {
  return REQUIRED.filter((capability) => !can(exchange, capability));
}

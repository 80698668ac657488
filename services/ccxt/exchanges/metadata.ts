import { createHash } from 'node:crypto';
import type { Exchange } from 'ccxt';
import { CAPABILITIES } from '#services/common/exchange/capability.ts';
import type { ExchangeMetadata } from '../registry/store.ts';

/** What an instance with loaded markets says of itself. */
export function metadataOf(exchange: Exchange): ExchangeMetadata {
  const symbols = Object.keys(exchange.markets ?? {}).sort();
  return {
    rateLimit: Number(exchange.rateLimit),
    timeframes: Object.keys(exchange.timeframes ?? {}),
    capabilities: Object.fromEntries(CAPABILITIES.map((name) => [name, exchange.has[name] ?? false])),
    markets: symbols.length,
    symbolsDigest: createHash('sha256').update(symbols.join('\n')).digest('base64url').slice(0, 16),
  };
}

import type { Exchange } from 'ccxt';

/**
 * Has an exchange's websockets opened at `proxyUrl`, followed by their own URL: what ccxt's `proxyUrl` does for
 * requests, it does not do for them.
 */
export async function redirectSockets(exchange: Exchange, proxyUrl: string): Promise<void> {
  const api = exchange.urls.api as unknown as { ws?: unknown };
  api.ws = redirected(api.ws, proxyUrl.replace(/^http/, 'ws'));
  // without it ccxt refuses to open a websocket that is not encrypted
  await exchange.loadHttpProxyAgent();
}

/** URLs are nested in objects, by market or by access. */
function redirected(urls: unknown, prefix: string): unknown {
  if (typeof urls === 'string') return /^wss?:/.test(urls) ? prefix + urls : urls;
  if (typeof urls !== 'object' || urls === null) return urls;
  return Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, redirected(url, prefix)]));
}

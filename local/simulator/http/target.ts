import { parseExchangeId } from '#lib/domain/exchange-id.ts';

/** What a proxied request is for. */
export interface Target {
  /** The name that log, faults and stats are kept under, when it is not the exchange's own. */
  alias: string | undefined;
  /** The URL that the real exchange would have been asked for. */
  url: URL;
}

const ALIAS = /^@alias\/([^/]*)\//;

/**
 * Reads `/https://host/path` and, as ccxt sends it when there is a query, `/https%3A%2F%2Fhost%2Fpath%3Fquery`,
 * both with or without `/@alias/NAME` before it, and the same of `wss`. `undefined` when it is neither.
 */
export function parseTarget(path: string): Target | undefined {
  let rest = path.slice(1);
  let alias: string | undefined;
  const prefix = ALIAS.exec(rest);
  if (prefix) {
    alias = parseExchangeId(prefix[1]);
    if (alias === undefined) return undefined;
    rest = rest.slice(prefix[0].length);
  }
  try {
    const url = new URL(/^(http|ws)s?%3A/i.test(rest) ? decodeURIComponent(rest) : rest);
    return /^(http|ws)s?:$/.test(url.protocol) ? { alias, url } : undefined;
  } catch {
    return undefined;
  }
}

/** What an exchange id may look like once lower-cased; ccxt's own ids are a subset. */
const EXCHANGE_ID = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/**
 * The canonical (lower-case) form of an exchange id, or `undefined` when `raw` cannot be one.
 *
 * Only ASCII is folded: `toLowerCase` alone would turn the Kelvin sign into `k` and let it through.
 */
export function parseExchangeId(raw: unknown): string | undefined {
  if (typeof raw !== 'string' || raw.length > 64) return undefined;
  const id = raw.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return EXCHANGE_ID.test(id) ? id : undefined;
}

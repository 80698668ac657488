import { parseExchangeId } from './domain/exchange-id.ts';
import { AppError } from './errors.ts';

/** The canonical form of `raw`, or INVALID_EXCHANGE_ID. */
export function requireExchangeId(raw: unknown): string {
  const id = parseExchangeId(raw);
  if (id !== undefined) return id;
  throw new AppError(
    'INVALID_EXCHANGE_ID',
    'Send an id of 1 to 64 letters, digits, - or _, beginning with a letter or digit, such as binance.',
  );
}

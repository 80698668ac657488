import { AppError } from '../errors.ts';
import type { ConfigReply } from '../schemas/ccxt-service.ts';

/** Refuses an id that ccxt does not know. */
export function requireKnown(config: ConfigReply, exchange: string): void {
  if (!config.availableExchanges.includes(exchange)) throw unknownExchange();
}

/** Refuses an exchange that is blacklisted. */
export function requireAllowed({ config }: ConfigReply, exchange: string): void {
  if (config.blacklistedExchanges.includes(exchange)) throw blacklistedExchange();
}

/** Refuses an exchange that has no worker to be paused or resumed. */
export function requireActive(config: ConfigReply, exchange: string): void {
  requireKnown(config, exchange);
  requireAllowed(config, exchange);
  if (!config.activeExchanges.includes(exchange)) throw inactiveExchange();
}

/** Refuses an `If-Match` to a service without versions. */
export function requireVersions(config: ConfigReply, ifMatch: string | undefined): void {
  if (ifMatch === undefined || config.version !== undefined) return;
  throw new AppError('PRECONDITION_UNSUPPORTED', 'This CCXT service has no versions: leave If-Match out.');
}

export function unknownExchange(): AppError {
  return new AppError('EXCHANGE_UNKNOWN', 'ccxt has no such exchange: see availableExchanges in GET config.');
}

export function blacklistedExchange(): AppError {
  return new AppError(
    'EXCHANGE_BLACKLISTED',
    'Remove it from the blacklist first: DELETE blacklist/:exchange.',
  );
}

export function inactiveExchange(): AppError {
  return new AppError('EXCHANGE_NOT_ACTIVE', 'Add it first: POST add/:exchange.');
}

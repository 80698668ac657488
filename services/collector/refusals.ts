import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

const REFUSALS = {
  INVALID_BODY: [400, 'Invalid request body', 'Send {"reason"?, "exchanges"?}, or no body.'],
  INVALID_EXCHANGE_ID: [400, 'Invalid exchange id', 'Use 1 to 64 of the characters a-z, 0-9, _ and -.'],
  EXCHANGE_UNKNOWN: [
    404,
    'Exchange unknown',
    'ccxt has no such exchange: see availableExchanges of the registry.',
  ],
  EXCHANGE_NOT_ACTIVE: [404, 'Exchange not active', 'Add the exchange first: it is not configured.'],
  EXCHANGE_BLACKLISTED: [409, 'Exchange is blacklisted', 'Remove it from the blacklist first.'],
  PAUSE_UNSUPPORTED: [501, 'Pausing not supported', 'This CCXT service cannot: blacklist the exchange.'],
  REGISTRY_UNAVAILABLE: [
    503,
    'Registry not available',
    'Workers go on with what is known; try again shortly.',
  ],
  REDIS_UNAVAILABLE: [
    503,
    'Redis not available',
    'Nothing can be said or done without it; try again shortly.',
  ],
} as const satisfies Record<string, [ContentfulStatusCode, string, string]>;

/** Why there is no worker to answer with. */
export const ABSENCES = {
  unknown: 'EXCHANGE_UNKNOWN',
  'not-active': 'EXCHANGE_NOT_ACTIVE',
  blacklisted: 'EXCHANGE_BLACKLISTED',
  unsupported: 'PAUSE_UNSUPPORTED',
  'registry-unavailable': 'REGISTRY_UNAVAILABLE',
  'redis-down': 'REDIS_UNAVAILABLE',
} as const;

export function refuse(c: Context, code: keyof typeof REFUSALS) {
  const [status, error, message] = REFUSALS[code];
  return c.json({ error, message, code, timestamp: new Date().toISOString() }, status);
}

import { step } from './step.ts';

/** An operator restarts and pauses workers, and looks who did what. */
export const WORKERS = [
  step('restart-worker', 'restarted', 'A new generation', { exchange: 'binance' }),
  step('restart-worker', 'not-added', 'Known to ccxt, and not added', {
    exchange: 'gemini',
    status: 404,
    code: 'EXCHANGE_NOT_ACTIVE',
  }),
  step('pause-worker', 'paused', 'It does not poll any more', {
    exchange: 'bybit',
    headers: { 'X-Actor': 'ada' },
    body: { reason: 'the exchange moves house' },
  }),
  step('pause-worker', 'not-added', 'Known to ccxt, and not added', {
    exchange: 'gemini',
    body: {},
    status: 404,
    code: 'EXCHANGE_NOT_ACTIVE',
  }),
  step('restart-worker', 'paused', 'A paused worker is resumed, not restarted', {
    exchange: 'bybit',
    status: 409,
    code: 'EXCHANGE_PAUSED',
  }),
  step('restart-workers', 'failed-only', 'Which would be restarted?', {
    query: { onlyFailed: 'true', dryRun: 'true' },
  }),
  step('restart-workers', 'named', 'Two of them, one after the other', {
    body: { exchanges: ['binance', 'bybit'] },
  }),
  step('restart-workers', 'unclear', 'Neither true nor false', {
    query: { dryRun: 'maybe' },
    status: 400,
    code: 'INVALID_REQUEST',
  }),
  step('resume-worker', 'resumed', 'It polls again', { exchange: 'bybit' }),
  step('resume-worker', 'blacklisted', 'It is on the blacklist', {
    exchange: 'coinbase',
    status: 409,
    code: 'EXCHANGE_BLACKLISTED',
  }),
  step('get-audit', 'newest', 'The last two calls', { query: { limit: '2' } }),
  step('get-audit', 'next-page', 'And the one before them', { query: { limit: '1', cursor: '{cursor}' } }),
  step('get-audit', 'too-many', 'More than a page holds', {
    query: { limit: '1000' },
    status: 400,
    code: 'INVALID_REQUEST',
  }),
  step('get-audit', 'no-key', 'Without the admin key', {
    withoutKey: true,
    status: 401,
    code: 'ADMIN_AUTH_FAILED',
  }),
];

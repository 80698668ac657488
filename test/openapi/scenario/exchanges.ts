import { step } from './step.ts';

const settings = { pollIntervalMs: 2000, symbols: ['BTC/USD'] };

/** An operator adds, blacklists and refreshes. */
export const EXCHANGES = [
  step('add-exchange', 'dry-run', 'Would it work?', { exchange: 'bitstamp', query: { dryRun: 'true' } }),
  step('add-exchange', 'added', 'Collected from now on', {
    exchange: 'bitstamp',
    headers: { 'X-Actor': 'ada', 'Idempotency-Key': 'add-bitstamp-1' },
    body: {},
  }),
  step('add-exchange', 'replayed', 'The same call again gets the first answer', {
    exchange: 'bitstamp',
    headers: { 'X-Actor': 'ada', 'Idempotency-Key': 'add-bitstamp-1' },
    body: {},
  }),
  step('add-exchange', 'key-reused', 'The same key for another call', {
    exchange: 'bitstamp',
    headers: { 'Idempotency-Key': 'add-bitstamp-1' },
    body: settings,
    status: 422,
    code: 'IDEMPOTENCY_KEY_REUSED',
  }),
  step('add-exchange', 'settings', 'Other settings, on top of the version that was read', {
    exchange: 'bitstamp',
    headers: { 'If-Match': '"{version}"' },
    body: settings,
  }),
  step('add-exchange', 'default-again', 'One setting is taken back', {
    exchange: 'bitstamp',
    body: { pollIntervalMs: null },
  }),
  step('add-exchange', 'outdated', 'On top of a version that is no longer', {
    exchange: 'bitstamp',
    headers: { 'If-Match': '"1"' },
    body: { pollIntervalMs: 3000 },
    status: 412,
    code: 'PRECONDITION_FAILED',
  }),
  step('add-exchange', 'cannot-be-collected', 'ccxt has no tickers of it', {
    exchange: 'bit2c',
    status: 422,
    code: 'VALIDATION_FAILED',
  }),
  step('add-exchange', 'unknown', 'Not known to ccxt', {
    exchange: 'mtgox',
    status: 404,
    code: 'EXCHANGE_UNKNOWN',
  }),
  step('add-exchange', 'unknown-field', 'A field that is not known', {
    exchange: 'bitstamp',
    body: { interval: 5 },
    status: 400,
    code: 'INVALID_BODY',
  }),
  step('add-exchange', 'misspelt', 'A parameter that is not known', {
    exchange: 'bitstamp',
    query: { dryrun: 'true' },
    status: 400,
    code: 'INVALID_REQUEST',
  }),
  step('add-exchange', 'too-large', 'More than 16 KB', {
    exchange: 'bitstamp',
    text: JSON.stringify({ symbols: ['X'.repeat(17_000)] }),
    status: 413,
    code: 'BODY_TOO_LARGE',
  }),
  step('add-exchange', 'not-json', 'Another content type', {
    exchange: 'bitstamp',
    headers: { 'Content-Type': 'text/plain' },
    text: 'please',
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
  }),
  step('add-exchange', 'no-key', 'Without the admin key', {
    exchange: 'bitstamp',
    withoutKey: true,
    status: 401,
    code: 'ADMIN_AUTH_FAILED',
  }),

  step('blacklist-exchange', 'for-an-hour', 'For an hour', {
    exchange: 'okx',
    headers: { 'X-Actor': 'ada' },
    body: { reason: 'prices lag behind', ttlSeconds: 3600 },
  }),
  step('blacklist-exchange', 'for-good', 'Until somebody takes it off', {
    exchange: 'coinbase',
    body: { reason: 'contract ended' },
  }),
  step('blacklist-exchange', 'both-ends', 'Two ends exclude each other', {
    exchange: 'okx',
    body: { expiresAt: '2099-01-01T00:00:00Z', ttlSeconds: 60 },
    status: 400,
    code: 'INVALID_BODY',
  }),
  step('blacklist-exchange', 'unknown', 'Not known to ccxt', {
    exchange: 'mtgox',
    body: {},
    status: 404,
    code: 'EXCHANGE_UNKNOWN',
  }),
  step('add-exchange', 'blacklisted', 'It is on the blacklist', {
    exchange: 'okx',
    status: 409,
    code: 'EXCHANGE_BLACKLISTED',
  }),
  step('restart-worker', 'blacklisted', 'It is on the blacklist', {
    exchange: 'okx',
    status: 409,
    code: 'EXCHANGE_BLACKLISTED',
  }),
  step('unblacklist-exchange', 'collecting-again', 'Its worker is started again', { exchange: 'okx' }),
  step('unblacklist-exchange', 'nothing-to-do', 'It was not on the blacklist', { exchange: 'okx' }),
  step('unblacklist-exchange', 'unknown', 'Not known to ccxt', {
    exchange: 'mtgox',
    status: 404,
    code: 'EXCHANGE_UNKNOWN',
  }),

  step('refresh-exchanges', 'some', 'Metadata of one; all workers are restarted', {
    body: { exchanges: ['binance'] },
  }),
  step('refresh-exchanges', 'unknown', 'One that ccxt does not know', {
    body: { exchanges: ['mtgox'] },
    status: 404,
    code: 'EXCHANGE_UNKNOWN',
  }),
  step('refresh-exchanges', 'not-added', 'One that nobody has added', {
    body: { exchanges: ['gemini'] },
    status: 404,
    code: 'EXCHANGE_NOT_ACTIVE',
  }),
  step('refresh-exchanges', 'blacklisted', 'One that is on the blacklist', {
    body: { exchanges: ['coinbase'] },
    status: 409,
    code: 'EXCHANGE_BLACKLISTED',
  }),
  step('refresh-exchanges', 'no-id', 'One that cannot be an id', {
    body: { exchanges: ['../admin'] },
    status: 400,
    code: 'INVALID_EXCHANGE_ID',
  }),
];

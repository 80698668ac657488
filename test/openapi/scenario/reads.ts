import { step } from './step.ts';

/** What a fresh system answers to readers. */
export const READS = [
  step('get-supported', 'supported', 'The five exchanges of a first start'),
  step('get-supported', 'not-modified', 'Nothing has changed since', {
    status: 304,
    headers: { 'If-None-Match': '{etag}' },
  }),
  step('get-config', 'configuration', 'All of them'),
  step('get-worker-status', 'workers', 'All are collecting'),
  step('get-worker', 'worker', 'One that collects', { exchange: 'binance' }),
  step('get-worker', 'not-added', 'Known to ccxt, and not added', {
    exchange: 'gemini',
    status: 404,
    code: 'EXCHANGE_NOT_ACTIVE',
  }),
  step('get-worker', 'unknown', 'Not known to ccxt', {
    exchange: 'mtgox',
    status: 404,
    code: 'EXCHANGE_UNKNOWN',
  }),
  step('get-worker', 'no-id', 'Cannot be an id', {
    exchange: 'kraken!',
    status: 400,
    code: 'INVALID_EXCHANGE_ID',
  }),
  step('get-health', 'alive', 'The function runs'),
  step('get-health', 'deep', 'Every part is up', { query: { deep: 'true' } }),
  step('get-health', 'no-key', 'The deep form needs the key', {
    query: { deep: 'true' },
    withoutKey: true,
    status: 401,
    code: 'ADMIN_AUTH_FAILED',
  }),
  step('get-openapi', 'document', 'This document'),
  step('get-openapi', 'not-modified', 'The same release', {
    status: 304,
    headers: { 'If-None-Match': '{etag}' },
  }),
];

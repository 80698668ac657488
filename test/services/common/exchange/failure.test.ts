import { describe, expect, it } from '@jest/globals';
import { errors } from '#services/common/exchange/ccxt-module.ts';
import { DeadlineError } from '#services/common/exchange/deadline.ts';
import { classifyFailure } from '#services/common/exchange/failure.ts';
import { scrub } from '#services/common/exchange/scrub.ts';

const network = (why: string) =>
  new errors.NetworkError(`kraken GET https://api.kraken.com/0 fetch failed: ${why}`);
const status = (line: string) =>
  new errors.ExchangeNotAvailable(`kraken GET https://api.kraken.com/0 ${line}`);

describe('classifyFailure', () => {
  it.each([
    [network('connect ECONNREFUSED 10.0.0.1:443'), 'UNREACHABLE', 'network'],
    [network('getaddrinfo ENOTFOUND api.kraken.com'), 'DNS', 'network'],
    [network('unable to verify the first certificate'), 'TLS', 'network'],
    [network('Connect Timeout Error'), 'TIMEOUT', 'network'],
    [new DeadlineError('no answer within 5 ms'), 'TIMEOUT', 'network'],
    [Object.assign(new Error('x'), { cause: { code: 'EAI_AGAIN' } }), 'DNS', 'network'],
    [Object.assign(new Error('x'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), 'TLS', 'network'],
    [new AggregateError([{ code: 'ECONNREFUSED' }], ''), 'UNREACHABLE', 'network'],
    [status('403 Forbidden not available in your country'), 'GEO_BLOCKED', 'blocked'],
    [status('403 Forbidden'), 'BLOCKED', 'blocked'],
    [status('503 Service Unavailable planned maintenance'), 'MAINTENANCE', 'maintenance'],
    [status('404 Not Found'), 'BAD_RESPONSE', 'bad-response'],
    [
      new errors.NetworkError('kraken GET https://k/ redirect to https://x/ was not followed (HTTP 302, …)'),
      'BAD_RESPONSE',
      'bad-response',
    ],
    [new errors.RestrictedLocation('kraken'), 'GEO_BLOCKED', 'blocked'],
    [new errors.OnMaintenance('kraken'), 'MAINTENANCE', 'maintenance'],
    [new errors.RateLimitExceeded('kraken'), 'RATE_LIMITED', 'rate-limit'],
    [new errors.AuthenticationError('kraken'), 'AUTH_REQUIRED', 'auth'],
    [new errors.NotSupported('kraken fetchTickers'), 'CAPABILITY_MISSING', 'exchange'],
    [new errors.ExchangeError('kraken {"error":"EService:Busy"}'), 'UNAVAILABLE', 'exchange'],
    [new TypeError("Cannot read properties of undefined (reading 'length')"), 'BAD_RESPONSE', 'bad-response'],
    ['a string', 'BAD_RESPONSE', 'bad-response'],
    [undefined, 'BAD_RESPONSE', 'bad-response'],
  ])('%s is %s', (error, code, group) => {
    expect(classifyFailure(error)).toMatchObject({ code, class: group });
  });

  it.each([
    ['7', undefined, 7_000],
    [' 2.5 ', undefined, 2_500],
    ['Sun, 22 Nov 2026 12:00:30 GMT', 'Sun, 22 Nov 2026 12:00:00 GMT', 30_000],
    ['Sun, 22 Nov 2026 11:59:00 GMT', 'Sun, 22 Nov 2026 12:00:00 GMT', undefined],
    ['9999999', undefined, 24 * 3_600_000],
    ['0', undefined, undefined],
    ['soon', undefined, undefined],
    [undefined, undefined, undefined],
  ])('reads Retry-After %j of a reply of %j', (retryAfter, date, retryAfterMs) => {
    const error = Object.assign(new errors.RateLimitExceeded('kraken'), {
      httpStatus: 429,
      retryAfter,
      date,
    });
    expect(classifyFailure(error).retryAfterMs).toBe(retryAfterMs);
  });

  it('measures a date by its own clock when the reply does not say its time', () => {
    const retryAfter = new Date(Date.now() + 60_000).toUTCString();
    const error = Object.assign(new errors.RateLimitExceeded('kraken'), { retryAfter });
    const { retryAfterMs = 0 } = classifyFailure(error);
    expect(Math.abs(retryAfterMs - 60_000)).toBeLessThan(2_000);
  });

  it('does not take a word of the URL for the cause', () => {
    const error = new errors.ExchangeNotAvailable(
      'kraken GET https://api.kraken.com/country/ENOTFOUND 403 Forbidden',
    );
    expect(classifyFailure(error).code).toBe('BLOCKED');
  });
});

describe('scrub', () => {
  it.each([
    ['GET http://127.0.0.1:4000/https%3A%2F%2Fapi.x.com%3Fa%3D1 failed', 'GET [url] failed'],
    ['connect to [2001:db8::1]:443 and 10.0.0.1:80', 'connect to [address] and [address]'],
    ['getaddrinfo ENOTFOUND api.binance.com', 'getaddrinfo ENOTFOUND [address]'],
    ['{"apiKey":"short","signature": "s3cr3t"}', '{"apiKey":"[key]","signature": "[key]"}'],
    ['token=abc&x=1', 'token=[key]&x=1'],
    ['key 0123456789abcdef0123456789abcdef here', 'key [key] here'],
    ['<html>\r\n<b>down</b>\u0000\u2028now', 'down now'],
    ['4 requests of 1000 ms at 4.5 %', '4 requests of 1000 ms at 4.5 %'],
  ])('%j', (message, expected) => expect(scrub(message)).toBe(expected));

  it('cuts at 200 characters', () => {
    expect(scrub('long '.repeat(100))).toHaveLength(200);
  });

  it('is quick on what is made to be slow', () => {
    for (const part of ['a.', '1:', ':', '<', 'a-', 'http:', '0.'])
      expect(scrub(part.repeat(500_000)).length).toBeLessThan(201);
  });
});

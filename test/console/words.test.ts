import { describe, expect, it } from '@jest/globals';
import { FAILURE_CODES } from '#lib/domain/connectivity.ts';
import { duration, instant } from '../../console/src/domain/time.ts';
import { failureInWords, warningInWords } from '../../console/src/domain/words.ts';

describe('in words', () => {
  it.each(FAILURE_CODES)('%s', (code) => expect(failureInWords(code)).toMatch(/^(It|Its|ccxt) /));

  it.each([
    ['code=CACHE_INVALIDATION_UNCONFIRMED', /Redis did not confirm/],
    ['state=unknown; generation=0; code=COLLECTOR_UNAVAILABLE', /collector could not be told/],
    ['state=failed; generation=7; code=GEO_BLOCKED', /worker is failed.*refuses callers from here/],
    ['code=SOMETHING_NEW', /SOMETHING_NEW/],
  ])('%s', (warning, words) => expect(warningInWords(warning)).toMatch(words));
});

it.each([
  [400, '0.4 s'],
  [12_000, '12 s'],
  [240_000, '4 min'],
  [7_200_000, '2 h'],
  [172_800_000, '2 d'],
  [-5, '0.0 s'],
])('%d ms are %s', (ms, words) => expect(duration(ms)).toBe(words));

it('an instant is in UTC, with its day unless that is today', () => {
  const today = new Date('2026-11-22T20:00:00Z');
  expect(instant('2026-11-22T17:29:09Z', today)).toBe('17:29:09 UTC');
  expect(instant('2026-12-24T17:29:09Z', today)).toBe('24 Dec 2026, 17:29:09 UTC');
});

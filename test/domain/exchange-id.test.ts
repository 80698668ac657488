import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseExchangeId } from '#lib/domain/exchange-id.ts';

/** What must never reach a URL, a Redis key or a log as an id. */
const REFUSED = [
  '..',
  '../../admin',
  '..%2f',
  '%2e%2e',
  '%252e',
  '..;a=b',
  '\\',
  '//evil',
  '@evil',
  '?',
  '#',
  'a\r\nb',
  'a\0b',
  'bin\u200bance',
  'ｂｉｎａｎｃｅ',
  'bіnance',
  '\u212araken',
  '',
  ' ',
  'a'.repeat(65),
  'a'.repeat(5_000),
  '__proto__',
  '-a',
  '_a',
  'a b',
  'a.b',
  undefined,
  null,
  1,
  {},
  ['binance'],
];

describe('parseExchangeId', () => {
  it.each(['binance', 'a', '0x', 'coinbase-advanced', 'a_b', 'a'.repeat(64), 'constructor'])(
    'takes %s as it is',
    (id) => {
      expect(parseExchangeId(id)).toBe(id);
    },
  );

  it('lower-cases ASCII', () => expect(parseExchangeId('BINANCE')).toBe('binance'));

  it.each(REFUSED)('refuses %j', (raw) => expect(parseExchangeId(raw)).toBeUndefined());

  it('gives only what a path segment, a Redis key and a log line can carry unescaped', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\w-]{1,70}$/)), (raw) => {
        const id = parseExchangeId(raw);
        if (id === undefined) return;
        expect(encodeURIComponent(id)).toBe(id);
        expect(id).toMatch(/^[a-z0-9][a-z0-9_-]{0,63}$/);
        expect(parseExchangeId(id)).toBe(id);
      }),
    );
  });
});

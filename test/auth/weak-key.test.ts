import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { weakness } from '#lib/auth/weak-key.ts';

describe('weakness', () => {
  it('accepts a generated key', () =>
    expect(weakness(randomBytes(32).toString('base64url'))).toBeUndefined());

  it.each([
    ['', /shorter/],
    ['k'.repeat(31), /shorter/],
    ['a'.repeat(64), /characters/],
    ['change-me-change-me-change-me-change-me', /placeholder/],
    ['0123456789abcdef 0123456789abcdef', /header/],
    ['0123456789abcdef\n0123456789abcdef', /header/],
  ])('refuses %j', (key, why) => expect(weakness(key)).toMatch(why));

  it('never quotes the key', () => {
    const key = 'replace-this-0123456789abcdefghijkl';
    expect(weakness(key)).not.toContain(key);
  });
});

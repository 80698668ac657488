import { KEYS } from '../lab.ts';
import { API, type BadInput, KEY_HEADER } from './bench.ts';

const [REFUSED, MUTATION] = ['401 ADMIN_AUTH_FAILED', `POST ${API}/blacklist/gemini HTTP/1.1`];
const oneBitOff = `${KEYS.admin.slice(0, -1)}${String.fromCharCode(KEYS.admin.charCodeAt(KEYS.admin.length - 1) ^ 1)}`;
export const WRONG_KEYS = { oneBitOff, other: 'wrong-key-5c1d9e0f7a3b4c2d8e6f' };

const raw = (name: string, expected: string, lines: string[], body?: string): BadInput => ({
  name,
  expected: [expected],
  send: (bench) => bench.raw({ lines, ...(body && { body }) }),
});
const key = (name: string, ...values: string[]) =>
  raw(name, REFUSED, [MUTATION, ...values.map((value) => `X-Admin-Key: ${value}`)]);

export const badHeaders: BadInput[] = [
  key('no key'),
  key('an empty key', ''),
  key('a wrong key', WRONG_KEYS.other),
  key('a key with one bit off', WRONG_KEYS.oneBitOff),
  key('the key twice', KEYS.admin, KEYS.admin),
  key('the key, then a wrong one', KEYS.admin, WRONG_KEYS.other),
  key('a key of 5,000 characters', 'k'.repeat(5_000)),
  key('the beginning of the key', KEYS.admin.slice(0, 32)),
  {
    name: 'the key and a blank',
    expected: [REFUSED],
    send: ({ functions }) =>
      functions.call('blacklist-exchange', {
        exchange: 'gemini',
        headers: { 'x-admin-key': `${KEYS.admin} ` },
      }),
  },
  raw('the key in the query', REFUSED, [`POST ${API}/blacklist/gemini?x-admin-key=${KEYS.admin} HTTP/1.1`]),
  raw(
    'the key in the body',
    REFUSED,
    [MUTATION, 'Content-Type: application/json'],
    JSON.stringify({ 'x-admin-key': KEYS.admin }),
  ),
  raw('the key as a cookie', REFUSED, [MUTATION, `Cookie: x-admin-key=${KEYS.admin}`]),
  raw('the key as a bearer token', REFUSED, [MUTATION, `Authorization: Bearer ${KEYS.admin}`]),
  raw('X-HTTP-Method-Override', '200 ', [`GET ${API}/config HTTP/1.1`, 'X-HTTP-Method-Override: DELETE']),
  raw('X-Forwarded-*', '200 ', [
    `GET ${API}/config HTTP/1.1`,
    'X-Forwarded-Host: evil',
    'X-Forwarded-Proto: gopher',
    'X-Forwarded-For: 127.0.0.1',
  ]),
  raw('another Host', '200 ', [`GET http://evil.test${API}/config HTTP/1.1`]),
  raw('10 KB of headers', '431 ', [MUTATION, KEY_HEADER, `X-Large: ${'x'.repeat(10 * 1024)}`]),
  raw('X-Actor of 65 characters', '400 INVALID_REQUEST', [
    MUTATION,
    KEY_HEADER,
    `X-Actor: ${'a'.repeat(65)}`,
  ]),
  raw('an Idempotency-Key of 256 characters', '400 INVALID_REQUEST', [
    MUTATION,
    KEY_HEADER,
    `Idempotency-Key: ${'a'.repeat(256)}`,
  ]),
];

import { CANARY } from '../lab.ts';
import { API, type BadInput, KEY_HEADER } from './bench.ts';

const JSON_TYPE = 'Content-Type: application/json';
const KB = 1024;

const bad = (
  name: string,
  body: string | Buffer,
  expected: string,
  type: string[] = [JSON_TYPE],
): BadInput => ({
  name,
  expected: [expected],
  send: ({ raw }) => raw({ lines: [`POST ${API}/blacklist/gemini HTTP/1.1`, KEY_HEADER, ...type], body }),
});
const badEvent = (name: string, body: string, expected: string): BadInput => ({
  name,
  expected: [expected],
  send: ({ functions }) =>
    functions.call('blacklist-exchange', { exchange: 'gemini', body, isBase64Encoded: true }),
});
const invalid = '400 INVALID_BODY';
const text = (bytes: number) => JSON.stringify({ reason: CANARY.padEnd(bytes, 'x') });

export const badBodies: BadInput[] = [
  bad('a key __proto__', `{"__proto__":{"reason":"${CANARY}"}}`, invalid),
  bad('a key constructor', `{"constructor":{"prototype":{"x":"${CANARY}"}}}`, invalid),
  bad('an array', `["${CANARY}"]`, invalid),
  bad('null', 'null', invalid),
  bad('a number', '5', invalid),
  bad('a string', `"${CANARY}"`, invalid),
  bad('200,000 arrays deep', '['.repeat(200_000), '413 BODY_TOO_LARGE'),
  bad('8,000 arrays deep', '['.repeat(8_000) + ']'.repeat(8_000), invalid),
  bad('17 KB', text(17 * KB), '413 BODY_TOO_LARGE'),
  bad('6 MB', text(6 * KB * KB), '413 '),
  bad('no JSON', `{"reason": ${CANARY}}`, invalid),
  bad('half of it', `{"reason":"${CANARY}`, invalid),
  bad(
    'invalid UTF-8',
    Buffer.concat([Buffer.from('{"reason":"'), Buffer.from([0xff]), Buffer.from('"}')]),
    invalid,
  ),
  bad('another type', text(20), '415 UNSUPPORTED_MEDIA_TYPE', ['Content-Type: text/plain']),
  bad('a form', 'reason=x', '415 UNSUPPORTED_MEDIA_TYPE', [
    'Content-Type: application/x-www-form-urlencoded',
  ]),
  bad('no type', text(20), '415 UNSUPPORTED_MEDIA_TYPE', []),
  bad('the same key twice, the last one wrong', '{"ttlSeconds":60,"ttlSeconds":-5}', invalid),
  bad('an unknown field', `{"${CANARY}":1}`, invalid),
  bad('a date in the past', '{"expiresAt":"2001-01-01T00:00:00.000Z"}', invalid),
  bad('a date that is none', '{"expiresAt":"tomorrow"}', invalid),
  bad('a negative ttl', '{"ttlSeconds":-1}', invalid),
  bad('a huge ttl', '{"ttlSeconds":1e15}', invalid),
  bad('an infinite ttl', '{"ttlSeconds":1e999}', invalid),
  bad('two ends', '{"ttlSeconds":60,"expiresAt":"2027-01-01T00:00:00.000Z"}', invalid),
  bad('control characters in the reason', `{"reason":"${CANARY}\\u0000\\u001b[31m\\r\\n"}`, invalid),
  badEvent('base64 that is none', '***', invalid),
  badEvent('base64 of bad JSON', Buffer.from(`{${CANARY}`).toString('base64'), invalid),
  badEvent('base64 of invalid UTF-8', Buffer.from([0x22, 0xff, 0x22]).toString('base64'), invalid),
];

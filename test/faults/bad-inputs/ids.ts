import { API, type BadInput, KEY_HEADER } from './bench.ts';

/** As they stand in the request line. What is one path segment when decoded reaches a function, the rest no route. */
const IDS: Record<string, string> = {
  'two dots': '..',
  'a way up': '../../admin',
  'an encoded slash': '..%2f',
  'encoded dots': '%2e%2e',
  'dots encoded twice': '%252e',
  'path parameters': '..;a=b',
  'a backslash': '%5C',
  'another host': '//evil',
  'user information': '@evil',
  'a query': '%3F',
  'a fragment': '%23',
  CRLF: 'a%0d%0aX-Injected:%20yes',
  'CRLF and a forged log line': 'a%0a%7B%22level%22%3A%22INFO%22%7D',
  NUL: 'a%00',
  ESC: '%1b%5b31mred',
  'a zero-width space': 'bin%E2%80%8Bance',
  'full-width letters': '%EF%BD%82inance',
  'a Cyrillic letter': 'bin%D0%B0nce',
  'the Kelvin sign': '%E2%84%AAraken',
  empty: '',
  blank: '%20',
  'a trailing blank': 'binance%20',
  '65 characters': 'x'.repeat(65),
  '5,000 characters': 'x'.repeat(5_000),
  __proto__: '__proto__',
  'bytes that are no UTF-8': '%ff',
  'half an escape': '%2',
};
const ROUTES: [method: string, before: string, after: string][] = [
  ['POST', `${API}/add/`, ''],
  ['POST', `${API}/blacklist/`, ''],
  ['DELETE', `${API}/blacklist/`, ''],
  ['POST', `${API}/workers/`, '/restart'],
];

export const badIds: BadInput[] = Object.entries(IDS).flatMap(([name, id]) =>
  ROUTES.map(([method, before, after]) => ({
    name: `${name} in ${method} ${before}:exchange${after}`,
    // the gateway's own answers have no code
    expected: ['400 INVALID_EXCHANGE_ID', '400 ', '404 '],
    send: ({ raw }) => raw({ lines: [`${method} ${before}${id}${after} HTTP/1.1`, KEY_HEADER] }),
  })),
);

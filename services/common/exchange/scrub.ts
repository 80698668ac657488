const MAX_LENGTH = 200;

const SECRETS: [pattern: RegExp, put: string][] = [
  [/<[^>]*>/g, ' '],
  [/\b[a-z][a-z0-9+.-]*(:|%3a)(\/|%2f){2}\S+/gi, '[url]'],
  [/\[?\b[0-9a-f]{0,4}(:[0-9a-f]{0,4}){3,}\b\]?(:\d+)?/gi, '[address]'],
  [/\b\d{1,3}(\.\d{1,3}){3}(:\d+)?\b/g, '[address]'],
  [/\b([a-z0-9-]+\.)+[a-z]{2,}(:\d+)?\b/gi, '[address]'],
  [
    /\b(api[-_]?key|secret|signature|sign|password|passphrase|token)(["']?\s*[=:]\s*["']?)[^\s"'&,}]+/gi,
    '$1$2[key]',
  ],
  [/[A-Za-z0-9+/_=-]{24,}/g, '[key]'],
  [/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' '],
];

/** A message fit for operators: one line of at most 200 characters without URLs, addresses, keys or markup. */
export function scrub(message: string): string {
  let text = message.slice(0, 10 * MAX_LENGTH);
  for (const [pattern, put] of SECRETS) text = text.replace(pattern, put);
  text = text.trim();
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}

/** What no log may hold, by what it is called in a finding. */
export interface Forbidden {
  secrets: Record<string, string>;
  /** A key's length, which must not stand beside any word for it. */
  keyLength: number;
}

/** C0 without the line feed, DEL, C1, and the line separators that terminals and log viewers take for a new line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is sought
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/;
/** Node's own notices on stderr. */
const NODE_NOTICE = /^\(node:\d+\)|^\(Use `node/;

/** Where a log breaks a rule: secrets, request bodies, key lengths, control characters, lines that are not ours. */
export function logFindings(name: string, text: string, { secrets, keyLength }: Forbidden): string[] {
  const length = new RegExp(`\\b${keyLength}\\W{0,3}(char|byte|letter)|length\\W{0,4}${keyLength}\\b`, 'i');
  return text.split('\n').flatMap((line) => {
    const found = Object.entries(secrets).flatMap(([what, secret]) => (line.includes(secret) ? [what] : []));
    if (length.test(line)) found.push('a key length');
    if (CONTROL.test(line)) found.push('an unescaped control character');
    if (line !== '' && !NODE_NOTICE.test(line) && !isJsonObject(line)) found.push('a line that is no JSON');
    return found.map((what) => `${name}: ${what} in ${JSON.stringify(line.slice(0, 300))}`);
  });
}

function isJsonObject(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}

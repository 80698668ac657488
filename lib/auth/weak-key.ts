const MIN_LENGTH = 32;
const PLACEHOLDER =
  /change[-_ ]?me|replace|placeholder|example|your[-_ ]|password|secret|test[-_ ]?key|dummy|x{8}/i;

/** Why a key must not guard anything, or `undefined` when it may. Never quotes the key. */
export function weakness(key: string): string | undefined {
  if (key.length < MIN_LENGTH) return `it is shorter than ${MIN_LENGTH} characters`;
  if (!/^[\x21-\x7e]+$/.test(key)) return 'it holds characters that an HTTP header cannot carry';
  if (PLACEHOLDER.test(key)) return 'it looks like a placeholder';
  if (new Set(key).size < 10) return 'it repeats too few different characters';
  return undefined;
}

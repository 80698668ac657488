import { ApiError, NoAnswerError } from '../src/errors.ts';

/** What a script may rely on; in the help and in docs/operators-guide.md. */
export const EXIT = {
  ok: 0,
  /** The API refused the call or failed at it; nothing was changed unless the message says so. */
  refused: 1,
  /** Wrong arguments, or a question that there was nobody to answer. */
  usage: 2,
  /** Nobody answered or was waited for, or the outcome of a change is not known. */
  unknown: 3,
  /** The admin key is missing or was refused. */
  key: 4,
  /** Done, and not all is well: warnings after a change, or a system that is not healthy with --check. */
  notWell: 5,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What the user did wrong, in a sentence that says what to do instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export class KeyError extends Error {
  override readonly name = 'KeyError';
}

/** Ctrl-C while an answer was waited for. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof KeyError) return EXIT.key;
  if (error instanceof NoAnswerError || error instanceof InterruptedError) return EXIT.unknown;
  if (!(error instanceof ApiError)) return EXIT.refused;
  if (error.code === 'OUTCOME_UNKNOWN') return EXIT.unknown;
  return error.status === 401 ? EXIT.key : EXIT.refused;
}

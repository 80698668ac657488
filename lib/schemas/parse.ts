import * as v from 'valibot';
import { AppError, type ErrorCode } from '../errors.ts';

/** `input` as `schema` reads it; else an {@link AppError} that names each offending field but never its value. */
export function parseInput<S extends v.GenericSchema>(
  schema: S,
  input: unknown,
  code: ErrorCode,
): v.InferOutput<S> {
  if (Array.isArray(input)) throw new AppError(code, 'Send a JSON object.');
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const fields = result.issues.map((issue) => ({
    field: v.getDotPath(issue) ?? '(top level)',
    problem: problemOf(issue),
  }));
  const first = fields[0];
  throw new AppError(code, `Correct the field ${first?.field}: ${first?.problem}.`, { details: { fields } });
}

/** In words, and without what was received: it may be a secret. */
function problemOf({ type, expected, requirement, message }: v.BaseIssue<unknown>): string {
  if (expected === 'never') return 'it is not known here, leave it out';
  switch (type) {
    case 'check':
      return message;
    case 'min_length':
      return `it must not be shorter than ${requirement}`;
    case 'max_length':
      return `it must not be longer than ${requirement}`;
    case 'min_value':
      return `it must be at least ${requirement}`;
    case 'max_value':
      return `it must be at most ${requirement}`;
    case 'regex':
      return 'it holds characters that are not allowed here';
    case 'integer':
      return 'it must be a whole number';
    case 'iso_timestamp':
      return 'it must be an instant such as 2026-12-31T23:59:59Z';
    default:
      return `it must be ${expected ?? 'of another form'}`;
  }
}

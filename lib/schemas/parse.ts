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

function problemOf(issue: v.BaseIssue<unknown>): string {
  if (issue.expected === 'never') return 'is not known here, leave it out';
  if (issue.type === 'check') return issue.message;
  return `expected ${issue.expected ?? issue.requirement ?? 'another form'}`;
}

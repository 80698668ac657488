import type * as v from 'valibot';
import { AppError } from './errors.ts';
import { requireExchangeId } from './exchange-id-guard.ts';
import { jobEvent } from './schemas/job-event.ts';
import { parseInput } from './schemas/parse.ts';

/** The input of a scheduled or direct event for the function `name`, checked as the same call over HTTP would be. */
export function jobInput(
  name: string,
  hasExchange: boolean,
  schema: v.GenericSchema,
  event: unknown,
): { exchange: string | undefined; body: unknown } {
  const { action, input = {} } = parseInput(jobEvent, event, 'INVALID_EVENT');
  if (action !== name) {
    throw new AppError('INVALID_EVENT', `This function carries out the action ${name} only.`);
  }
  if (!hasExchange) return { exchange: undefined, body: parseInput(schema, input, 'INVALID_BODY') };
  const { exchange, ...body } = input;
  return { exchange: requireExchangeId(exchange), body: parseInput(schema, body, 'INVALID_BODY') };
}

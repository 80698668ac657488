import type { Context } from 'aws-lambda';
import { classifyEvent, type EventKind } from './domain/event-kind.ts';
import { AppError } from './errors.ts';
import type { JobName, RouteName } from './routes.ts';

/** One invocation of a function. */
export interface Invocation {
  /** The function's name. */
  action: RouteName | JobName;
  kind: Exclude<EventKind, 'stream' | 'unknown'>;
  event: object;
  context: Context;
  /** The function's own time limit. */
  timeoutMs: number;
}

/** Throws AppError INVALID_EVENT for an event of none of the kinds that there are. */
export function invocationOf(
  action: Invocation['action'],
  timeoutMs: number,
  event: unknown,
  context: Context,
): Invocation {
  const kind = classifyEvent(event);
  if (kind !== 'stream' && kind !== 'unknown')
    return { action, kind, event: Object(event), context, timeoutMs };
  throw new AppError(
    'INVALID_EVENT',
    'Send an API Gateway 2.0 event, or one with source exchange.schedule or exchange.job.',
  );
}

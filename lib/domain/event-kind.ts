/** What may invoke a function. Anything else, or both shapes at once, is refused. */
export type EventKind = 'http' | 'schedule' | 'job' | 'unknown';

const JOB_SOURCES = new Map<unknown, EventKind>([
  ['exchange.schedule', 'schedule'],
  ['exchange.job', 'job'],
]);

/**
 * Tells HTTP (API Gateway, payload 2.0) from EventBridge Scheduler and direct invocations.
 *
 * Only the top level decides, never the body: a caller over HTTP controls the body and must not be able to
 * pass for a job, which is trusted by IAM.
 */
export function classifyEvent(event: unknown): EventKind {
  if (!isObject(event)) return 'unknown';
  const isHttp =
    event.version === '2.0' && isObject(event.requestContext) && isObject(event.requestContext.http);
  const job = JOB_SOURCES.get(event.source);
  if (isHttp) return job === undefined ? 'http' : 'unknown';
  return job ?? 'unknown';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

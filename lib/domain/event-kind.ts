/** What may invoke a function. Anything else, or both shapes at once, is refused. */
export type EventKind = 'http' | 'schedule' | 'job' | 'stream' | 'unknown';

const JOB_SOURCES = new Map<unknown, EventKind>([
  ['exchange.schedule', 'schedule'],
  ['exchange.job', 'job'],
]);

/** The one source of records that is taken: a DynamoDB table's stream. */
const STREAM_SOURCE = 'aws:dynamodb';

/**
 * Tells HTTP (API Gateway, payload 2.0) from EventBridge Scheduler, direct invocations and a table's stream.
 *
 * Only the top level decides, never the body: a caller over HTTP controls the body and must not be able to
 * pass for a job, which is trusted by IAM.
 */
export function classifyEvent(event: unknown): EventKind {
  if (!isObject(event)) return 'unknown';
  const isHttp =
    event.version === '2.0' && isObject(event.requestContext) && isObject(event.requestContext.http);
  const job = JOB_SOURCES.get(event.source);
  if ('Records' in event) return isHttp || 'source' in event ? 'unknown' : kindOfRecords(event.Records);
  if (isHttp) return job === undefined ? 'http' : 'unknown';
  return job ?? 'unknown';
}

/** Records that say where they are from must agree; one that is damaged must not keep the others from being read. */
function kindOfRecords(records: unknown): EventKind {
  if (!Array.isArray(records)) return 'unknown';
  const sources = new Set(records.map((record) => (isObject(record) ? record.eventSource : undefined)));
  sources.delete(undefined);
  return sources.size === 1 && sources.has(STREAM_SOURCE) ? 'stream' : 'unknown';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

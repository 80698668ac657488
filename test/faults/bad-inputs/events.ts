import { httpEvent } from '../../support/http-event.ts';
import type { BadInput, Got } from './bench.ts';

const REFUSED = '400 INVALID_EVENT';
const job = { source: 'exchange.job', action: 'blacklist-exchange', input: { exchange: 'gemini' } };
const proper = httpEvent('blacklist-exchange', { exchange: 'gemini' });
const { requestContext: _, ...withoutContext } = proper;

/** A handler's refusal is thrown, or is an HTTP response. */
async function outcome(sent: Promise<unknown>): Promise<Got> {
  try {
    const { statusCode = 200, body = '{}' } = Object(await sent) as { statusCode?: number; body?: string };
    return { status: statusCode, code: JSON.parse(body).code ?? '' };
  } catch (error) {
    const { code = 'THROWN' } = error as { code?: string };
    return { status: code === 'INVALID_EVENT' ? 400 : 500, code };
  }
}
const bad = (name: string, event: unknown, expected = REFUSED): BadInput => ({
  name: `event: ${name}`,
  expected: [expected],
  send: ({ functions }) => outcome(functions.host.send('blacklist-exchange', event)),
});

export const badEvents: BadInput[] = [
  bad('no requestContext', withoutContext),
  bad('both shapes at once', { ...proper, ...job }),
  bad(
    'a body that looks like a schedule',
    { ...proper, body: '{"source":"exchange.schedule"}' },
    '401 ADMIN_AUTH_FAILED',
  ),
  bad('payload 1.0', {
    version: '1.0',
    httpMethod: 'POST',
    path: '/',
    requestContext: { httpMethod: 'POST' },
  }),
  bad('an ALB', {
    requestContext: { elb: { targetGroupArn: 'arn' } },
    httpMethod: 'POST',
    path: '/',
    headers: {},
  }),
  bad('a function URL', { ...proper, routeKey: '$default' }, '404 NOT_FOUND'),
  bad("another function's route", httpEvent('refresh-exchanges'), '404 NOT_FOUND'),
  bad('null', null),
  bad('a string', 'exchange.schedule'),
  bad('a number', 5),
  bad('an array', [job]),
  bad('an empty object', {}),
  bad('another source', { ...job, source: 'aws.events' }),
  bad('another action', { ...job, action: 'refresh-exchanges' }),
  bad('records of a queue', { Records: [{ eventSource: 'aws:sqs', body: JSON.stringify(job) }] }),
  bad('a stream', { Records: [{ eventSource: 'aws:dynamodb', dynamodb: {} }] }),
];

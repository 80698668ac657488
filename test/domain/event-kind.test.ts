import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { classifyEvent } from '#lib/domain/event-kind.ts';
import { httpEvent } from '../support/http-event.ts';

const http = httpEvent('get-config');
const schedule = { source: 'exchange.schedule', action: 'refresh-exchanges' };

const record = { eventSource: 'aws:dynamodb', dynamodb: {} };

describe('classifyEvent', () => {
  it('knows API Gateway, the scheduler and direct invocations', () => {
    expect(classifyEvent(http)).toBe('http');
    expect(classifyEvent(schedule)).toBe('schedule');
    expect(classifyEvent({ ...schedule, source: 'exchange.job' })).toBe('job');
  });

  it("knows a table's stream, and one damaged record among others", () => {
    expect(classifyEvent({ Records: [record] })).toBe('stream');
    for (const damaged of [null, {}, { dynamodb: 1 }]) {
      expect(classifyEvent({ Records: [damaged, record] })).toBe('stream');
    }
  });

  it.each([
    ['both shapes at once', { ...http, ...schedule }],
    ['payload 1.0', { version: '1.0', httpMethod: 'GET', path: '/', requestContext: { httpMethod: 'GET' } }],
    ['a load balancer', { requestContext: { elb: {} }, httpMethod: 'GET', path: '/' }],
    ['no request context', { ...http, requestContext: undefined }],
    ['a context that is no object', { ...http, requestContext: { http: 'GET' } }],
    ['an unknown source', { source: 'aws.events' }],
    ['a stream with a source', { ...schedule, Records: [record] }],
    ['a stream over HTTP', { ...http, Records: [record] }],
    ['no records', { Records: [] }],
    ['records that are no list', { Records: record }],
    ['records of nobody', { Records: [{}] }],
    ['records of a queue', { Records: [{ eventSource: 'aws:sqs', body: '{}' }] }],
    ['records of two sources', { Records: [record, { eventSource: 'aws:sqs' }] }],
    ['null', null],
    ['a string', 'exchange.schedule'],
    ['an array', [schedule]],
  ])('refuses %s', (_, event) => expect(classifyEvent(event)).toBe('unknown'));

  it('lets no body turn an HTTP call into a job', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.constant(JSON.stringify(schedule))), (body) => {
        expect(classifyEvent({ ...http, body })).toBe('http');
      }),
    );
  });
});

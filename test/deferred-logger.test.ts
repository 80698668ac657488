import { Logger } from '@aws-lambda-powertools/logger';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { deferredLogger } from '#lib/deferred-logger.ts';

type Line = { message: string; cold_start?: boolean; function_request_id?: string };

/** A deferred logger, how many loggers it has made, and the lines that they wrote. */
function watched() {
  const seen = { made: 0, lines: [] as Line[] };
  const logger = deferredLogger(() => {
    seen.made += 1;
    const made = new Logger({ serviceName: 'test' });
    const write = (line: string) => seen.lines.push(JSON.parse(line));
    // @ts-expect-error: private, and the one place where all lines come out
    made.console = { error: write, warn: write };
    return made;
  });
  return { logger, seen };
}

const invocation = (awsRequestId: string) => ({ awsRequestId }) as Context;

// as Lambda says it of an environment that was started for an invocation
const INITIALIZATION = 'AWS_LAMBDA_INITIALIZATION_TYPE';
beforeAll(() => {
  process.env[INITIALIZATION] = 'on-demand';
});
afterAll(() => {
  delete process.env[INITIALIZATION];
});

describe('a logger that is made when there is something to log', () => {
  it('is not made by invocations that log nothing', () => {
    const { logger, seen } = watched();
    logger.addContext(invocation('a'));
    logger.addContext(invocation('b'));
    expect(seen).toEqual({ made: 0, lines: [] });
    logger.warn('now');
    expect(seen.made).toBe(1);
  });

  it('writes with each line its own invocation, and of the first only that it was a cold start', () => {
    const { logger, seen } = watched();
    logger.addContext(invocation('a'));
    logger.warn('first');
    logger.error('second');
    logger.addContext(invocation('b'));
    logger.warn('third');
    expect(seen.lines).toMatchObject([
      { message: 'first', cold_start: true, function_request_id: 'a' },
      { message: 'second', cold_start: true, function_request_id: 'a' },
      { message: 'third', cold_start: false, function_request_id: 'b' },
    ]);
  });

  it('tells of no cold start when the first line comes in a later invocation', () => {
    const { logger, seen } = watched();
    logger.addContext(invocation('a'));
    logger.addContext(invocation('b'));
    logger.warn('first');
    expect(seen.lines).toMatchObject([{ cold_start: false, function_request_id: 'b' }]);
  });

  it('logs outside of an invocation, too', () => {
    const { logger, seen } = watched();
    logger.warn('early', new Error('why'));
    expect(seen.lines).toMatchObject([{ message: 'early' }]);
  });
});

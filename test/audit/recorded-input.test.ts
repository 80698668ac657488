import { expect, it } from '@jest/globals';
import { forLog, recordedInput } from '#lib/audit/recorded-input.ts';

it('records known fields of body and query, and no value that a query field cannot rightly have', () => {
  const body = { reason: 'late', ttlSeconds: 60, apiKey: 'k' };
  expect(recordedInput(body, { dryRun: 'true', limit: 'no number\n', other: 'x' })).toEqual({
    dryRun: 'true',
    reason: 'late',
    ttlSeconds: 60,
  });
  expect(recordedInput({}, {})).toEqual({});
});

it('leaves free text out of the log', () => {
  expect(forLog({ reason: 'late', ttlSeconds: 60 })).toEqual({ ttlSeconds: 60 });
});

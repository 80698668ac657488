import { describe, expect, it } from '@jest/globals';
import { TooSlow, Unmet } from './expectations.ts';
import { Ledger } from './ledger.ts';
import { logFindings } from './log-findings.ts';
import type { RowResult } from './run-row.ts';
import { type Found, summaryOf } from './summary.ts';
import { controlFailureOf, failureOf, outcomeOf } from './verdict.ts';

const rejecting = (error: Error) => outcomeOf(() => Promise.reject(error));
const held = { kind: 'held', facts: { injected: 1 } } as const;

describe('a row', () => {
  it('survives when everything held and the fault was really done', () => {
    expect(failureOf(held)).toBeUndefined();
  });

  it('fails when its fault was never injected', async () => {
    const outcome = await outcomeOf(async () => ({ injected: 0 }));
    expect(failureOf(outcome)).toContain('never injected');
  });

  it('fails when a promise is not kept, and when it broke', async () => {
    expect(failureOf(await rejecting(new Unmet('old')))).toBe('old');
    expect(failureOf(await rejecting(new TypeError('defect')))).toContain('defect');
  });

  it('may be tried again when it was only slow', async () => {
    expect(await rejecting(new TooSlow('late'))).toEqual({ kind: 'unmet', why: 'late', slow: true });
  });
});

describe('a control', () => {
  it('proves something when a promise was not kept', async () => {
    expect(controlFailureOf(await rejecting(new Unmet('old')))).toBeUndefined();
  });

  it('proves nothing when everything held, or when it broke in another way', async () => {
    expect(controlFailureOf(held)).toContain('cannot tell');
    expect(controlFailureOf(await rejecting(new TypeError('defect')))).toContain('defect');
  });
});

describe('the summary', () => {
  const control = { guard: 'the lease', seen: 'old', failure: undefined };
  const row = (number: number): RowResult => ({
    number,
    fault: 'a fault',
    outcome: held,
    attempts: 1,
    failure: undefined,
    controls: [control],
    tookMs: 1,
  });
  const found: Found = {
    wanted: 2,
    controlled: 2,
    rows: [row(1), row(2)],
    badInputs: { count: 9, wrong: [], fiveHundreds: 0, upstreamCalls: 0 },
    unexpected: [],
    stale: [],
    lost: [],
    logs: [],
  };

  it('says what was found in one line', () => {
    expect(summaryOf(found)).toEqual({
      line: 'faults survived 2/2, bad inputs 9, unexpected 5xx 0, upstream calls caused 0, stale 0, lost 0',
      failures: [],
    });
  });

  it.each<[string, Partial<Found>]>([
    ['a row failed', { rows: [row(1), { ...row(2), failure: 'old' }] }],
    ['a row is missing', { rows: [row(1)], controlled: 1 }],
    [
      'a control was not seen',
      { rows: [row(1), { ...row(2), controls: [{ ...control, failure: 'held' }] }] },
    ],
    ['too few rows have a control', { rows: [row(1), { ...row(2), controls: [] }] }],
    ['an input was answered wrongly', { badInputs: { ...found.badInputs, wrong: ['null: 200'] } }],
    ['an input was answered with 5xx', { badInputs: { ...found.badInputs, fiveHundreds: 1 } }],
    ['an input caused a call', { badInputs: { ...found.badInputs, upstreamCalls: 1 } }],
    ['a 5xx was not foreseen', { unexpected: ['get-config: 500'] }],
    ['a read was stale', { stale: ['version 1 after 2'] }],
    ['a change was lost', { lost: ['binance'] }],
    ['a log holds a secret', { logs: ['functions: the admin key'] }],
  ])('fails when %s', (_what, change) => {
    expect(summaryOf({ ...found, ...change }).failures).toHaveLength(1);
  });
});

describe('the ledger', () => {
  it('calls an acknowledged change lost that the registry lacks, or has of an earlier time', () => {
    const ledger = new Ledger();
    ledger.acknowledge('binance', 7);
    ledger.acknowledge('kraken', 8);
    expect(ledger.lost((exchange) => (exchange === 'binance' ? 7 : undefined))).toEqual(['kraken']);
    expect(ledger.lost(() => 7)).toEqual(['kraken']);
    expect(ledger.lost(() => 8)).toEqual([]);
  });
});

describe('the search of the logs', () => {
  const forbidden = { secrets: { 'the admin key': 'k3y' }, keyLength: 53 };
  const search = (text: string) => logFindings('part', text, forbidden);

  it('finds nothing in lines of JSON and in notices of Node', () => {
    expect(search('{"a":"\\u0000\\r\\n"}\n(node:1) ExperimentalWarning: x\n')).toEqual([]);
  });

  it.each([
    ['a secret', '{"a":"k3y"}', 'the admin key'],
    ['a length of a key', '{"a":"the key has 53 characters"}', 'a key length'],
    ['a length field', '{"length": 53}', 'a key length'],
    ['an escape sequence', '{"a":"\u001b[31m"}', 'control character'],
    ['a carriage return', '{"a":1}\r', 'control character'],
    ['a line separator', '{"a":"\u2028"}', 'control character'],
    ['a forged line', 'all is well', 'no JSON'],
  ])('finds %s', (_what, line, finding) => {
    expect(search(`{"b":1}\n${line}\n`).join()).toContain(finding);
  });
});

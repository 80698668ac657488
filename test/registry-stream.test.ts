import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { newestVersion } from '#lib/registry-stream.ts';
import { firstDocument } from '#services/ccxt/registry/decisions.ts';
import { documentItem } from '#services/ccxt/registry/dynamodb-document.ts';
import { resultItem } from '#services/ccxt/registry/dynamodb-results.ts';

const KEY = { pk: { S: 'registry' } };
const change = (NewImage: unknown, Keys: unknown = KEY) => ({
  eventSource: 'aws:dynamodb',
  dynamodb: { Keys, NewImage },
});
const version = (N: string) => change({ ...KEY, version: { N } });
const check = resultItem({ exchange: 'kraken', health: { status: 'passed', latencyMs: 1 }, checkedAt: '' });
const result = change(check, { pk: check.pk });

describe('newestVersion', () => {
  it('is the highest of the batch, in whatever order', () => {
    expect(newestVersion({ Records: [version('9'), version('12'), version('10')] })).toBe(12);
  });

  it('reads what the store writes, and leaves out what lies beside it', () => {
    const written = change(documentItem(7, firstDocument(['kraken'], 'catalog'), 'token'));
    expect(newestVersion({ Records: [result, written, result] })).toBe(7);
    expect(newestVersion({ Records: [result] })).toBeNull();
  });

  it.each([
    ['no image: the registry was deleted', change(undefined)],
    ['no version', change(KEY)],
    ['a version that is none', version('1e3')],
    ['a version beyond all numbers', version('9'.repeat(30))],
    ['no keys', change({ version: { N: '1' } }, null)],
    ['keys of another form', change({ version: { N: '1' } }, { pk: { N: '1' } })],
    ['nothing of a change', { eventSource: 'aws:dynamodb' }],
    ['no record at all', null],
  ])('counts as newest: %s', (_, record) => {
    expect(newestVersion({ Records: [version('9'), record, result] })).toBe('unreadable');
  });

  it('reads the sample event', () => {
    const sample = readFileSync(new URL('../events/invalidate-cache.stream.json', import.meta.url), 'utf8');
    expect(newestVersion(JSON.parse(sample))).toBe(12);
  });
});

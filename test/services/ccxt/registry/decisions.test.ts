import { describe, expect, it } from '@jest/globals';
import {
  add,
  blacklist,
  type Decision,
  firstDocument,
  pause,
  resume,
  unblacklist,
} from '#services/ccxt/registry/decisions.ts';
import { activeExchanges, parseDocument, type RegistryDocument } from '#services/ccxt/registry/document.ts';

const START = firstDocument(['kraken', 'binance', 'kraken'], 'catalog');
const ENTRY = {
  exchange: 'kraken',
  reason: 'down',
  by: 'ops',
  at: '2026-01-01T00:00:00.000Z',
  expiresAt: null,
};

function documentAfter(decision: Decision): RegistryDocument {
  if (decision.kind !== 'changed') throw new Error(`expected a change, not ${decision.kind}`);
  return decision.document;
}
const blacklisted = documentAfter(blacklist(START, ENTRY));

describe('the first document', () => {
  it('configures each seed once, in order', () => {
    expect(activeExchanges(START)).toEqual(['binance', 'kraken']);
  });
});

describe('add', () => {
  it('configures an exchange and keeps the order of ids', () => {
    const document = documentAfter(add(START, 'bybit', { pollIntervalMs: 2_000 }));
    expect(activeExchanges(document)).toEqual(['binance', 'bybit', 'kraken']);
    expect(document.configured[1]?.settings).toEqual({ pollIntervalMs: 2_000 });
  });

  it('takes a setting back to its default by null, and the others stay', () => {
    const first = documentAfter(add(START, 'kraken', { pollIntervalMs: 2_000, symbols: ['BTC/USD'] }));
    const second = documentAfter(add(first, 'kraken', { pollIntervalMs: null }));
    expect(second.configured[1]?.settings).toEqual({ symbols: ['BTC/USD'] });
    expect(add(second, 'kraken', { pollIntervalMs: null })).toEqual({ kind: 'unchanged' });
  });

  it('changes only the settings that are given, and nothing when they are the same', () => {
    const first = documentAfter(add(START, 'kraken', { pollIntervalMs: 2_000 }));
    const second = documentAfter(add(first, 'kraken', { symbols: ['BTC/USD'] }));
    expect(second.configured[1]?.settings).toEqual({ pollIntervalMs: 2_000, symbols: ['BTC/USD'] });
    expect(add(second, 'kraken', {})).toEqual({ kind: 'unchanged' });
    expect(add(second, 'kraken', { symbols: ['BTC/USD'] })).toEqual({ kind: 'unchanged' });
  });

  it('refuses what is blacklisted', () => {
    expect(add(blacklisted, 'kraken', {})).toMatchObject({ kind: 'refused', code: 'EXCHANGE_BLACKLISTED' });
  });
});

describe('blacklist', () => {
  it('takes an exchange out of the active ones, configured or not', () => {
    expect(activeExchanges(blacklisted)).toEqual(['binance']);
    const other = documentAfter(blacklist(blacklisted, { ...ENTRY, exchange: 'bybit' }));
    expect(other.blacklist.map(({ exchange }) => exchange)).toEqual(['bybit', 'kraken']);
    expect(activeExchanges(other)).toEqual(['binance']);
  });

  it('is no change when reason and end are the same, whoever asks and whenever', () => {
    const again = { ...ENTRY, by: 'another', at: '2026-02-02T00:00:00.000Z' };
    expect(blacklist(blacklisted, again)).toEqual({ kind: 'unchanged' });
    expect(blacklist(blacklisted, { ...again, reason: undefined })).toEqual({ kind: 'unchanged' });
  });

  it('makes a timed entry last for good when no end is given', () => {
    const timed = documentAfter(blacklist(START, { ...ENTRY, expiresAt: '2026-01-02T00:00:00.000Z' }));
    const lasting = documentAfter(blacklist(timed, { ...ENTRY, reason: undefined }));
    expect(lasting.blacklist).toEqual([ENTRY]);
  });
});

describe('pause', () => {
  const { expiresAt: _, ...pausing } = ENTRY;
  const paused = documentAfter(pause(START, pausing));

  it('leaves the exchange active, and ends with resume', () => {
    expect(paused.paused).toEqual([pausing]);
    expect(activeExchanges(paused)).toEqual(['binance', 'kraken']);
    expect(documentAfter(resume(paused, 'kraken'))).toEqual(START);
    expect(resume(START, 'kraken')).toEqual({ kind: 'unchanged' });
  });

  it('is no change when the reason is the same, or none is given', () => {
    expect(pause(paused, { ...pausing, by: 'another' })).toEqual({ kind: 'unchanged' });
    expect(pause(paused, { ...pausing, reason: undefined })).toEqual({ kind: 'unchanged' });
    expect(documentAfter(pause(paused, { ...pausing, reason: 'up' })).paused[0]?.reason).toBe('up');
  });

  it('refuses what has no worker; a pause survives a blacklisting', () => {
    expect(pause(blacklisted, pausing)).toMatchObject({ kind: 'refused', code: 'EXCHANGE_BLACKLISTED' });
    const other = pause(START, { ...pausing, exchange: 'okx' });
    expect(other).toMatchObject({ kind: 'refused', code: 'EXCHANGE_NOT_ACTIVE' });
    const both = documentAfter(blacklist(paused, ENTRY));
    expect(documentAfter(unblacklist(both, 'kraken')).paused).toEqual([pausing]);
  });

  it('is unknown to documents of an earlier release', () => {
    const { paused: __, ...earlier } = START;
    expect(parseDocument(JSON.stringify(earlier))).toEqual(START);
  });
});

describe('unblacklist', () => {
  it('leaves configured as it was', () => {
    expect(documentAfter(unblacklist(blacklisted, 'kraken'))).toEqual(START);
    const neverConfigured = documentAfter(blacklist(START, { ...ENTRY, exchange: 'bybit' }));
    expect(activeExchanges(documentAfter(unblacklist(neverConfigured, 'bybit')))).toEqual([
      'binance',
      'kraken',
    ]);
  });

  it('is no change for what is not blacklisted', () => {
    expect(unblacklist(START, 'kraken')).toEqual({ kind: 'unchanged' });
  });
});

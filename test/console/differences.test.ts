import { expect, it } from '@jest/globals';
import { differences } from '../../console/src/domain/differences.ts';
import type { Snapshot } from '../../console/src/domain/snapshot.ts';

const before: Snapshot = {
  version: 7,
  active: ['binance', 'okx'],
  of: {
    exchange: 'okx',
    isActive: true,
    isPaused: false,
    blacklist: undefined,
    settings: { pollIntervalMs: 2_000 },
    worker: { state: 'running', generation: 3 },
  },
};

it('tells what differs, and nothing else', () => {
  const after: Snapshot = {
    version: 8,
    active: ['binance'],
    of: {
      exchange: 'okx',
      isActive: false,
      isPaused: false,
      blacklist: { exchange: 'okx', at: '2026-11-22T12:00:00Z', expiresAt: null },
      settings: { pollIntervalMs: 2_000 },
      worker: { state: 'blacklisted', generation: 3 },
    },
  };
  expect(differences(before, after).map(({ what, before: from, after: to }) => [what, from, to])).toEqual([
    ['Registry version', '7', '8'],
    ['Active exchanges', '2: binance, okx', '1: binance'],
    ['Collected', 'yes', 'no'],
    ['Blacklist', 'not on it', 'for good'],
    ['Worker', 'Running', 'Blacklisted'],
  ]);
  expect(differences(before, before)).toEqual([]);
});

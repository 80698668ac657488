import { describe, expect, it } from '@jest/globals';
import { AppError } from '#lib/errors.ts';
import type { CcxtService, Collector } from '#lib/ports.ts';
import type { BlacklistBody } from '#lib/schemas/requests.ts';
import { blacklistExchange } from '#lib/usecases/blacklist-exchange.ts';
import { sweepBlacklist } from '#lib/usecases/sweep-blacklist.ts';
import { unblacklistExchange } from '#lib/usecases/unblacklist-exchange.ts';
import { callOf, changeDeps, config, olderConfig, worker } from '../support/fakes.ts';

const passed = { status: 'passed', latencyMs: 1 } as const;
const valid = { exchange: 'kraken', connectivity: { health: passed, capability: passed, rateLimit: passed } };
const listed = { message: 'done', blacklistedExchanges: ['kraken'], changed: true };
const unlisted = { message: 'done', blacklistedExchanges: [], activeExchanges: ['kraken'], changed: true };
const ended = worker({ state: 'blacklisted', desiredState: 'blacklisted' });

function given(ccxt: Partial<CcxtService> = {}, collector: Partial<Collector> = {}) {
  return changeDeps(
    { config: async () => config(), validate: async () => valid, ...ccxt },
    { restart: async () => ({ kind: 'reconciled', worker: worker() }), ...collector },
  );
}

describe('blacklistExchange', () => {
  const blacklist = ({ deps }: ReturnType<typeof given>, body: BlacklistBody = {}, limitMs?: number) =>
    blacklistExchange(
      deps,
      callOf<'blacklist-exchange', BlacklistBody>({ exchange: 'kraken', body }, limitMs),
    );

  it('has the worker stopped after the caches were invalidated', async () => {
    const world = given(
      { blacklist: async () => listed },
      { restart: async () => ({ kind: 'reconciled', worker: ended }) },
    );
    const { json, headers } = await blacklist(world);
    expect(json).toMatchObject({ ...listed, worker: { state: 'blacklisted' }, warnings: [] });
    expect(headers).toEqual({});
    expect(world.steps).toEqual(['ccxt.config', 'ccxt.blacklist', 'cache.invalidate', 'collector.restart']);
  });

  it('warns in a header when the worker could not be stopped, and does not fail', async () => {
    const world = given(
      { blacklist: async () => listed },
      { restart: async () => ({ kind: 'unavailable', cause: new Error('refused') }) },
    );
    const facts = 'state=unknown; generation=0; code=COLLECTOR_UNAVAILABLE';
    expect(await blacklist(world)).toMatchObject({
      headers: { 'x-worker-restart-warning': facts },
      json: { changed: true, warnings: [facts] },
    });
  });

  it('turns a time to live into an instant', async () => {
    const entries: unknown[] = [];
    const world = given(
      {
        blacklist: async (_, entry) => {
          entries.push(entry);
          return listed;
        },
      },
      { restart: async () => ({ kind: 'not-active' }) },
    );
    await blacklist(world, { ttlSeconds: 60, reason: 'late' });
    expect(entries).toEqual([{ reason: 'late', expiresAt: '2026-01-01T00:01:10.000Z' }]);
  });

  it.each(['2025-12-31T00:00:00Z', '2026-01-01T00:00:10Z', '2028-01-01T00:00:00Z'])(
    'refuses an end at %s',
    async (expiresAt) => {
      const world = given();
      await expect(blacklist(world, { expiresAt })).rejects.toMatchObject({ code: 'INVALID_BODY' });
      expect(world.steps).toEqual([]);
    },
  );

  it('says that a service of the older shape keeps no reason', async () => {
    const world = given(
      { config: async () => olderConfig(), blacklist: async () => ({ message: 'done' }) },
      { restart: async () => ({ kind: 'reconciled', worker: ended }) },
    );
    expect((await blacklist(world, { reason: 'late' })).json).toMatchObject({
      changed: true,
      warnings: ['code=BLACKLIST_DETAILS_UNSUPPORTED'],
    });
  });
});

describe('unblacklistExchange', () => {
  const call = () => callOf<'unblacklist-exchange', unknown>({ exchange: 'kraken', body: {} });
  const blacklisted = () => config({ config: { blacklistedExchanges: ['kraken'] } });

  it('always tells what became of the worker', async () => {
    const world = given({ unblacklist: async () => unlisted });
    expect(await unblacklistExchange(world.deps, call())).toMatchObject({
      headers: { 'x-worker-restart-info': 'state=running; generation=5; code=OK' },
      json: { ...unlisted, warnings: [] },
    });
  });

  it('goes on with a warning when the exchange fails its capability check', async () => {
    const capability = { status: 'failed', latencyMs: 0, code: 'CAPABILITY_MISSING' } as const;
    const world = given({
      validate: async () => ({ ...valid, connectivity: { ...valid.connectivity, capability } }),
      unblacklist: async () => unlisted,
    });
    expect((await unblacklistExchange(world.deps, call())).json).toMatchObject({
      warnings: ['code=CAPABILITY_MISSING'],
    });
  });

  it('reads the configuration again after a 500: the removal may have been saved', async () => {
    const replies = [olderConfig({ config: { blacklistedExchanges: ['kraken'] } }), olderConfig()];
    const world = given({
      config: async () => replies.shift() ?? olderConfig(),
      unblacklist: () => Promise.reject(new AppError('UPSTREAM_INVALID', 'status 500')),
    });
    expect((await unblacklistExchange(world.deps, call())).json).toMatchObject({
      changed: true,
      blacklistedExchanges: [],
    });
  });

  it('stays an error after a 500 when the entry is still there', async () => {
    const world = given({
      config: async () => blacklisted(),
      unblacklist: () => Promise.reject(new AppError('UPSTREAM_INVALID', 'status 500')),
    });
    await expect(unblacklistExchange(world.deps, call())).rejects.toMatchObject({ code: 'UPSTREAM_INVALID' });
  });
});

describe('sweepBlacklist', () => {
  const entry = (expiresAt: string | null) => ({ exchange: 'kraken', at: '2025-12-31T00:00:00Z', expiresAt });
  const withEntry = (expiresAt: string | null, version: number) =>
    config({ config: { blacklistedExchanges: ['kraken'] }, blacklist: [entry(expiresAt)], version });
  const EXPIRED = '2026-01-01T00:00:10.000Z';

  it('removes what has expired, on top of the version it saw', async () => {
    const preconditions: unknown[] = [];
    const world = given({
      config: async () => withEntry(EXPIRED, 9),
      unblacklist: async (_, { ifMatch }) => {
        preconditions.push(ifMatch);
        return unlisted;
      },
    });
    expect(await sweepBlacklist(world.deps)).toEqual({ removed: ['kraken'] });
    expect(preconditions).toEqual(['"9"']);
  });

  it.each([null, '2026-01-01T00:00:10.001Z'])('leaves an entry until %s', async (expiresAt) => {
    const world = given({ config: async () => withEntry(expiresAt, 9) });
    expect(await sweepBlacklist(world.deps)).toEqual({ removed: [] });
  });

  it('leaves an entry that was renewed in the meantime', async () => {
    const replies = [withEntry(EXPIRED, 9), withEntry('2026-02-01T00:00:00.000Z', 10)];
    const world = given({ config: async () => replies.shift() ?? config() });
    expect(await sweepBlacklist(world.deps)).toEqual({ removed: [] });
  });

  it('fails as a job when an entry could not be removed', async () => {
    const world = given({
      config: async () => withEntry(EXPIRED, 9),
      unblacklist: () => Promise.reject(new AppError('VERSION_CONFLICT', 'x')),
    });
    await expect(sweepBlacklist(world.deps)).rejects.toMatchObject({
      details: { removed: [], failed: [{ exchange: 'kraken', code: 'VERSION_CONFLICT' }] },
    });
  });

  it('leaves to its next run what others change at the same moment', async () => {
    const world = given({
      config: async () => withEntry(EXPIRED, 9),
      unblacklist: () => Promise.reject(new AppError('PRECONDITION_FAILED', 'x')),
    });
    expect(await sweepBlacklist(world.deps)).toEqual({ removed: [] });
  });
});

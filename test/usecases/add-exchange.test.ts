import { describe, expect, it } from '@jest/globals';
import { AppError } from '#lib/errors.ts';
import type { CcxtService, Collector } from '#lib/ports.ts';
import type { ExchangeSettings } from '#lib/schemas/requests.ts';
import { addExchange } from '#lib/usecases/add-exchange.ts';
import { callOf, changeDeps, config, olderConfig, worker } from '../support/fakes.ts';

const passed = { status: 'passed', latencyMs: 1 } as const;
const valid = {
  exchange: 'bitstamp',
  connectivity: { health: passed, capability: passed, rateLimit: passed },
};
const added = {
  message: 'bitstamp added',
  activeExchanges: ['binance', 'bitstamp', 'kraken'],
  changed: true,
  extra: 1,
};
const fresh = worker({ exchange: 'bitstamp' });

function given(ccxt: Partial<CcxtService> = {}, collector: Partial<Collector> = {}) {
  return changeDeps(
    { config: async () => config(), validate: async () => valid, add: async () => added, ...ccxt },
    { restart: async () => ({ kind: 'reconciled', worker: fresh }), ...collector },
  );
}

const add = (
  { deps }: ReturnType<typeof given>,
  body: ExchangeSettings = {},
  query: Record<string, string> = {},
  limitMs?: number,
) =>
  addExchange(deps, callOf<'add-exchange', ExchangeSettings>({ exchange: 'bitstamp', body, query }, limitMs));

describe('addExchange', () => {
  it('validates, changes, invalidates, then tells the collector, and adds to what the service said', async () => {
    const world = given();
    expect((await add(world)).json).toEqual({
      ...added,
      connectivity: { ...valid.connectivity, worker: { status: 'passed', latencyMs: 0 } },
      worker: { state: 'running', generation: 5 },
      warnings: [],
    });
    expect(world.steps).toEqual([
      'ccxt.config',
      'ccxt.validate',
      'ccxt.add',
      'cache.invalidate',
      'collector.restart',
    ]);
  });

  it.each([
    ['unknown to ccxt', { availableExchanges: [] }, 'EXCHANGE_UNKNOWN'],
    ['blacklisted', { config: { blacklistedExchanges: ['bitstamp'] } }, 'EXCHANGE_BLACKLISTED'],
  ])('refuses what is %s before anything is asked of the exchange', async (_, overrides, code) => {
    const world = given({ config: async () => config(overrides) });
    await expect(add(world)).rejects.toMatchObject({ code });
    expect(world.steps).toEqual(['ccxt.config']);
  });

  it.each(['capability', 'rateLimit'])(
    'refuses an exchange that fails its %s check, and changes nothing',
    async (check) => {
      const connectivity = { ...valid.connectivity, [check]: { status: 'failed', latencyMs: 0, code: 'X' } };
      const world = given({ validate: async () => ({ ...valid, connectivity }) });
      await expect(add(world)).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
        details: { connectivity },
      });
      expect(world.steps).toEqual(['ccxt.config', 'ccxt.validate']);
    },
  );

  it('adds an exchange in maintenance, and reports its health', async () => {
    const health = { status: 'failed', latencyMs: 5, code: 'MAINTENANCE' } as const;
    const world = given({
      validate: async () => ({ ...valid, connectivity: { ...valid.connectivity, health } }),
    });
    expect((await add(world)).json).toMatchObject({ changed: true, connectivity: { health } });
  });

  it('only validates in a dry run', async () => {
    const world = given();
    expect((await add(world, {}, { dryRun: 'true' })).json).toMatchObject({ dryRun: true, changed: false });
    expect(world.steps).toEqual(['ccxt.config', 'ccxt.validate']);
  });

  it('refuses a dryRun that is neither true nor false before anything is asked', async () => {
    const world = given();
    await expect(add(world, {}, { dryRun: 'yes' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    expect(world.steps).toEqual([]);
  });

  it('leaves the worker alone when nothing changed, but invalidates all the same', async () => {
    const world = given({ add: async () => ({ ...added, changed: false }) }, { worker: async () => fresh });
    expect((await add(world)).json).toMatchObject({ changed: false, worker: { state: 'running' } });
    expect(world.steps.slice(-2)).toEqual(['cache.invalidate', 'collector.worker']);
  });

  it('waits for the first success of the new generation', async () => {
    const states = [
      worker({ generation: 4 }),
      worker({ state: 'starting', lastSuccessAt: null }),
      worker({ lastSuccessAt: '2025-12-31T23:59:59.000Z' }),
      worker(),
    ];
    const started = worker({ state: 'starting', lastSuccessAt: null });
    const world = given(
      {},
      { restart: async () => ({ kind: 'reconciled', worker: started }), worker: async () => states.shift() },
    );
    expect((await add(world)).json).toMatchObject({
      connectivity: { worker: { status: 'passed' } },
      warnings: [],
    });
    expect(states).toEqual([]);
  });

  it('is 200 with a pending check and a warning when time is up', async () => {
    const starting = worker({ state: 'starting', lastSuccessAt: null });
    const world = given(
      {},
      { restart: async () => ({ kind: 'reconciled', worker: starting }), worker: async () => starting },
    );
    const { json } = await add(world, {}, {}, 0);
    expect(json).toMatchObject({
      connectivity: { worker: { status: 'pending' } },
      warnings: ['state=starting; generation=5; code=PENDING'],
    });
  });

  it('names what the exchange answered when the worker keeps failing', async () => {
    const lastError = {
      code: 'GEO_BLOCKED',
      class: 'blocked',
      message: 'm',
      at: 'now',
      retryable: false,
    } as const;
    const failed = worker({ state: 'failed', lastSuccessAt: null, lastError });
    const world = given({}, { restart: async () => ({ kind: 'reconciled', worker: failed }) });
    expect((await add(world)).json).toMatchObject({
      connectivity: { worker: { status: 'failed', code: 'GEO_BLOCKED' } },
      warnings: ['state=failed; generation=5; code=GEO_BLOCKED'],
    });
  });

  it('gives the reason that a worker in trouble gives itself', async () => {
    const stateReason = { code: 'BOOKS_MISSING', message: 'no order book of FOO/BAR' };
    const troubled = worker({ state: 'degraded', stateReason });
    const world = given(
      {},
      { restart: async () => ({ kind: 'reconciled', worker: troubled }), worker: async () => troubled },
    );
    expect((await add(world, {}, {}, 0)).json).toMatchObject({
      connectivity: { worker: { status: 'failed', ...stateReason } },
      warnings: ['state=degraded; generation=5; code=BOOKS_MISSING'],
    });
  });

  it('is 200 with a warning when the collector is away', async () => {
    const world = given({}, { restart: async () => ({ kind: 'unavailable', cause: new Error('refused') }) });
    expect((await add(world)).json).toMatchObject({
      changed: true,
      worker: { state: 'unknown', generation: 0 },
      warnings: ['state=unknown; generation=0; code=COLLECTOR_UNAVAILABLE'],
    });
  });

  it('warns when Redis did not confirm the deletion', async () => {
    const world = given();
    world.deps.cache = { invalidate: async () => ({ status: 'unconfirmed', cause: new Error('away') }) };
    expect((await add(world)).json).toMatchObject({ warnings: ['code=CACHE_INVALIDATION_UNCONFIRMED'] });
    expect(world.steps).toContain('count.invalidation_unconfirmed');
  });

  it.each([
    ['OUTCOME_UNKNOWN', true],
    ['UPSTREAM_INVALID', true],
    ['UPSTREAM_UNAVAILABLE', false],
    ['EXCHANGE_BLACKLISTED', false],
    ['VERSION_CONFLICT', false],
  ] as const)('after %s deletes the keys: %s', async (code, isDeleted) => {
    const error = new AppError(code, 'x');
    const world = given({ add: () => Promise.reject(error) });
    await expect(add(world)).rejects.toBe(error);
    expect(world.steps.includes('cache.invalidate')).toBe(isDeleted);
  });

  it('works with a service of the older shape, and says what that one cannot do', async () => {
    const { changed: _, ...older } = added;
    const world = given({
      config: async () => olderConfig(),
      validate: async () => undefined,
      add: async () => older,
    });
    expect((await add(world, { pollIntervalMs: 1_000 })).json).toMatchObject({
      changed: true,
      connectivity: { health: { status: 'skipped', code: 'UNSUPPORTED' } },
      warnings: ['code=SETTINGS_UNSUPPORTED'],
    });
  });

  it('refuses If-Match towards a service without versions', async () => {
    const { deps } = given({ config: async () => olderConfig() });
    const call = callOf<'add-exchange', ExchangeSettings>({ exchange: 'bitstamp', body: {}, ifMatch: '"7"' });
    await expect(addExchange(deps, call)).rejects.toMatchObject({ code: 'PRECONDITION_UNSUPPORTED' });
  });
});

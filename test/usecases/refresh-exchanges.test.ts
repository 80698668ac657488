import { describe, expect, it } from '@jest/globals';
import type { CcxtService, Collector } from '#lib/ports.ts';
import type { RefreshBody } from '#lib/schemas/requests.ts';
import { refreshExchanges } from '#lib/usecases/refresh-exchanges.ts';
import { callOf, changeDeps, config, worker } from '../support/fakes.ts';

const passed = { status: 'passed', latencyMs: 1 } as const;
const checks = { health: passed, capability: passed, rateLimit: passed };
const refreshed = {
  message: 'refreshed',
  activeExchanges: ['binance', 'kraken'],
  added: [],
  removed: [],
  unchanged: ['binance', 'kraken'],
  failed: [],
  pending: [],
  connectivity: { binance: checks, kraken: checks },
};
const before = {
  binance: { state: 'running', generation: 2 },
  kraken: { state: 'running', generation: 5 },
};

function given(ccxt: Partial<CcxtService> = {}, collector: Partial<Collector> = {}) {
  return changeDeps(
    { config: async () => config(), refresh: async () => refreshed, ...ccxt },
    {
      restartAll: async () => before,
      workers: async () => ({
        raw: {},
        workers: [
          worker({ exchange: 'binance', generation: 3 }),
          worker({ exchange: 'kraken', generation: 6 }),
        ],
      }),
      ...collector,
    },
  );
}

const refresh = ({ deps }: ReturnType<typeof given>, body: RefreshBody = {}, limitMs?: number) =>
  refreshExchanges(deps, callOf<'refresh-exchanges', RefreshBody>({ exchange: undefined, body }, limitMs));

describe('refreshExchanges', () => {
  it('adds every worker and its check to what the service said', async () => {
    const world = given();
    const { json } = await refresh(world);
    const worker = { status: 'passed', latencyMs: 0 };
    expect(json).toEqual({
      ...refreshed,
      changed: false,
      connectivity: { binance: { ...checks, worker }, kraken: { ...checks, worker } },
      workers: { binance: { state: 'running', generation: 3 }, kraken: { state: 'running', generation: 6 } },
      warnings: [],
    });
    expect(world.steps).toEqual([
      'ccxt.config',
      'ccxt.refresh',
      'cache.invalidate',
      'collector.restartAll',
      'collector.workers',
    ]);
  });

  it('refuses an id that ccxt does not know, and one that is none, before anything is refreshed', async () => {
    const world = given();
    await expect(refresh(world, { exchanges: ['nosuch'] })).rejects.toMatchObject({
      code: 'EXCHANGE_UNKNOWN',
    });
    await expect(refresh(world, { exchanges: ['..'] })).rejects.toMatchObject({
      code: 'INVALID_EXCHANGE_ID',
    });
    expect(world.steps).not.toContain('ccxt.refresh');
  });

  it('leaves a worker pending that is not in its new generation yet', async () => {
    const world = given(
      {},
      { workers: async () => ({ raw: {}, workers: [worker({ exchange: 'binance', generation: 2 })] }) },
    );
    expect((await refresh(world, {}, 600)).json).toMatchObject({
      connectivity: { binance: { worker: { status: 'pending' } } },
    });
  });

  it('is 200 with a warning when the collector is away', async () => {
    const { json } = await refresh(given({}, { restartAll: async () => undefined }));
    expect(json).toMatchObject({
      workers: {},
      warnings: ['state=unknown; generation=0; code=COLLECTOR_UNAVAILABLE'],
    });
  });
});

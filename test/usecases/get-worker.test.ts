import { describe, expect, it } from '@jest/globals';
import type { WorkerState } from '#lib/domain/worker.ts';
import { AppError } from '#lib/errors.ts';
import type { CcxtService, Collector } from '#lib/ports.ts';
import { getWorker } from '#lib/usecases/get-worker.ts';
import { callOf, only, worker } from '../support/fakes.ts';

const passed = { status: 'passed', latencyMs: 3 } as const;
const CHECKS = {
  exchange: 'kraken',
  connectivity: { health: passed, capability: passed, rateLimit: passed },
};
const call = callOf<'get-worker', unknown>({ exchange: 'kraken', body: {} });

function asking(detail: Awaited<ReturnType<Collector['detail']>>, ccxt: CcxtService['connectivity']) {
  return getWorker(
    {
      collector: only<Collector>('collector', { detail: async () => detail }),
      ccxt: only<CcxtService>('ccxt', { connectivity: ccxt }),
    },
    call,
  );
}
const found = (state: WorkerState = 'running'): Awaited<ReturnType<Collector['detail']>> => ({
  kind: 'found',
  worker: { ...worker({ state }), timeline: [] },
});

describe('getWorker', () => {
  it('answers with the worker, its timeline and what its checks last found', async () => {
    const { json } = await asking(found(), async () => CHECKS);
    expect(json).toEqual({
      ...worker(),
      timeline: [],
      connectivity: { ...CHECKS.connectivity, worker: { status: 'passed', latencyMs: 0 } },
    });
  });

  it.each<[WorkerState, string]>([
    ['running', 'passed'],
    ['restarting', 'pending'],
    ['stale', 'failed'],
    ['quarantined', 'failed'],
    ['blacklisted', 'skipped'],
    ['paused', 'skipped'],
  ])('of a worker that is %s the check is %s', async (state, status) => {
    expect((await asking(found(state), async () => CHECKS)).json).toMatchObject({
      connectivity: { worker: { status } },
    });
  });

  it.each([
    ['UNSUPPORTED', async () => undefined],
    [
      'UPSTREAM_TIMEOUT',
      async () => {
        throw new AppError('UPSTREAM_TIMEOUT', 'later');
      },
    ],
  ] as [string, CcxtService['connectivity']][])('tells the worker without checks: %s', async (code, ccxt) => {
    expect((await asking(found(), ccxt)).json).toMatchObject({
      state: 'running',
      connectivity: { health: { status: 'skipped', code } },
    });
  });

  it.each([
    ['unknown', 'EXCHANGE_UNKNOWN'],
    ['not-active', 'EXCHANGE_NOT_ACTIVE'],
  ] as const)('%s is 404 %s', async (kind, code) => {
    await expect(asking({ kind }, async () => CHECKS)).rejects.toMatchObject({ status: 404, code });
  });
});

import { describe, expect, it } from '@jest/globals';
import type { CcxtService, Collector } from '#lib/ports.ts';
import type { PauseBody } from '#lib/schemas/requests.ts';
import { pauseWorker } from '#lib/usecases/pause-worker.ts';
import { restartWorker } from '#lib/usecases/restart-worker.ts';
import { resumeWorker } from '#lib/usecases/resume-worker.ts';
import { callOf, changeDeps, config, only, worker } from '../support/fakes.ts';

const passed = { status: 'passed', latencyMs: 1 } as const;
const valid = { exchange: 'kraken', connectivity: { health: passed, capability: passed, rateLimit: passed } };
const reply = { message: 'done', pausedExchanges: ['kraken'], changed: true, version: 8 };
const paused = worker({ state: 'paused', desiredState: 'paused' });

function given(ccxt: Partial<CcxtService> = {}, collector: Partial<Collector> = {}) {
  return changeDeps(
    {
      config: async () => config(),
      validate: async () => valid,
      pause: async () => reply,
      resume: async () => reply,
      ...ccxt,
    },
    { restart: async () => ({ kind: 'reconciled', worker: paused }), ...collector },
  );
}
const pausing = ({ deps }: ReturnType<typeof given>, exchange = 'kraken') =>
  pauseWorker(deps, callOf<'pause-worker', PauseBody>({ exchange, body: { reason: 'a look' } }));
const resuming = ({ deps }: ReturnType<typeof given>) =>
  resumeWorker(deps, callOf<'resume-worker', unknown>({ exchange: 'kraken', body: {} }));

describe('pauseWorker', () => {
  it('has the worker stopped after the caches were invalidated', async () => {
    const world = given();
    const { json, headers } = await pausing(world);
    expect(json).toMatchObject({ ...reply, worker: { state: 'paused', generation: 5 }, warnings: [] });
    expect(json).toMatchObject({
      connectivity: { health: { status: 'skipped' }, worker: { status: 'passed' } },
    });
    expect(headers).toEqual({});
    expect(world.steps).toEqual(['ccxt.config', 'ccxt.pause', 'cache.invalidate', 'collector.restart']);
  });

  it('warns when the worker could not be stopped, and does not fail', async () => {
    const world = given({}, { restart: async () => ({ kind: 'unavailable', cause: 1 }) });
    const facts = 'state=unknown; generation=0; code=COLLECTOR_UNAVAILABLE';
    expect(await pausing(world)).toMatchObject({
      headers: { 'x-worker-restart-warning': facts },
      json: { changed: true, warnings: [facts] },
    });
  });

  it.each([
    ['nosuch', {}, 404, 'EXCHANGE_UNKNOWN'],
    ['bitstamp', {}, 404, 'EXCHANGE_NOT_ACTIVE'],
    ['kraken', { config: { blacklistedExchanges: ['kraken'] } }, 409, 'EXCHANGE_BLACKLISTED'],
  ])('refuses %s %j before anything is changed', async (exchange, overrides, status, code) => {
    const world = given({ config: async () => config(overrides) });
    await expect(pausing(world, exchange)).rejects.toMatchObject({ status, code });
    expect(world.steps).toEqual(['ccxt.config']);
  });
});

describe('resumeWorker', () => {
  it('validates, has the worker started, and tells what became of it', async () => {
    const world = given({}, { restart: async () => ({ kind: 'reconciled', worker: worker() }) });
    const { json, headers } = await resuming(world);
    expect(json).toMatchObject({ connectivity: { ...valid.connectivity, worker: { status: 'passed' } } });
    expect(headers).toEqual({ 'x-worker-restart-info': 'state=running; generation=5; code=OK' });
    expect(world.steps).toEqual([
      'ccxt.config',
      'ccxt.validate',
      'ccxt.resume',
      'cache.invalidate',
      'collector.restart',
    ]);
  });

  it('that is none looks at the worker only', async () => {
    const world = given(
      { resume: async () => ({ ...reply, changed: false }) },
      { worker: async () => worker() },
    );
    expect((await resuming(world)).json).toMatchObject({ changed: false, worker: { state: 'running' } });
    expect(world.steps).not.toContain('collector.restart');
  });
});

it('a paused worker is not restarted but resumed', async () => {
  const collector = only<Collector>('collector', {
    restart: async () => ({ kind: 'reconciled', worker: paused }),
  });
  const call = callOf<'restart-worker', unknown>({ exchange: 'kraken', body: {} });
  await expect(restartWorker({ collector }, call)).rejects.toMatchObject({
    status: 409,
    code: 'EXCHANGE_PAUSED',
  });
});

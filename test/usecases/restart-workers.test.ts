import { describe, expect, it } from '@jest/globals';
import type { WorkerReport } from '#lib/domain/worker.ts';
import type { Collector } from '#lib/ports.ts';
import type { RestartWorkersBody } from '#lib/schemas/requests.ts';
import { restartWorkers } from '#lib/usecases/restart-workers.ts';
import { callOf, changeDeps, worker } from '../support/fakes.ts';

const WORKERS: WorkerReport[] = [
  worker({ exchange: 'binance' }),
  worker({ exchange: 'bybit', state: 'stale' }),
  worker({ exchange: 'kraken', state: 'quarantined' }),
  worker({ exchange: 'okx', state: 'paused', desiredState: 'paused' }),
];

function given(collector: Partial<Collector> = {}) {
  const asked: unknown[] = [];
  let restarted: string[] = [];
  const world = changeDeps(
    {},
    {
      workers: async () => ({
        raw: {},
        workers: WORKERS.map((one) =>
          restarted.includes(one.exchange)
            ? { ...one, state: one.exchange === 'kraken' ? 'failed' : 'running', generation: 6 }
            : one,
        ),
      }),
      restartAll: async (reason, { exchanges = [] }) => {
        asked.push([reason, exchanges]);
        restarted = exchanges;
        return Object.fromEntries(exchanges.map((id) => [id, { state: 'stale', generation: 5 }]));
      },
      ...collector,
    },
  );
  return { ...world, asked };
}

async function restart(
  { deps }: ReturnType<typeof given>,
  query: Record<string, string>,
  body: RestartWorkersBody = {},
) {
  const call = callOf<'restart-workers', RestartWorkersBody>({ exchange: undefined, body, query }, 4_000);
  const { json } = await restartWorkers(deps, call);
  return json as {
    dryRun: boolean;
    selected: number;
    results: { exchange: string; outcome: string; code?: string }[];
  };
}
const brief = ({ results }: Awaited<ReturnType<typeof restart>>) =>
  results.map(({ exchange, outcome, code }) => [exchange, outcome, ...(code ? [code] : [])].join(' '));

describe('restartWorkers', () => {
  it('says without doing it what it would do', async () => {
    const world = given();
    const reply = await restart(world, { onlyFailed: 'true', dryRun: 'true' });
    expect(reply).toMatchObject({ dryRun: true, onlyFailed: true, selected: 2 });
    expect(brief(reply)).toEqual([
      'binance skipped NOT_FAILED',
      'bybit would_restart',
      'kraken would_restart',
      'okx skipped NOT_TO_RUN',
    ]);
    expect(world.steps).toEqual(['collector.workers']);
  });

  it('restarts those, and tells of each what became of it', async () => {
    const world = given();
    const reply = await restart(world, { onlyFailed: 'true' });
    expect(world.asked).toEqual([['restarted by ops', ['bybit', 'kraken']]]);
    expect(brief(reply)).toEqual([
      'binance skipped NOT_FAILED',
      'bybit restarted',
      'kraken pending',
      'okx skipped NOT_TO_RUN',
    ]);
  });

  it('takes all that are to run, or those that are named; a job says so in its input', async () => {
    expect(brief(await restart(given(), { dryRun: 'true' }))).toEqual([
      'binance would_restart',
      'bybit would_restart',
      'kraken would_restart',
      'okx skipped NOT_TO_RUN',
    ]);
    const named = { exchanges: ['BYBIT', 'bybit', 'gemini'], dryRun: true };
    expect(brief(await restart(given(), {}, named))).toEqual([
      'bybit would_restart',
      'gemini skipped EXCHANGE_NOT_ACTIVE',
    ]);
  });

  it('asks for nothing when there is nothing to restart', async () => {
    const world = given();
    expect((await restart(world, {}, { exchanges: ['okx'] })).selected).toBe(0);
    expect(world.asked).toEqual([]);
  });

  it.each([
    [{ dryRun: 'maybe' }, {}, 'INVALID_REQUEST'],
    [{}, { exchanges: ['../admin'] }, 'INVALID_EXCHANGE_ID'],
  ])('refuses %j %j', async (query, body, code) => {
    await expect(restart(given(), query as Record<string, string>, body)).rejects.toMatchObject({ code });
  });

  it('is unavailable when the collector is', async () => {
    const world = given({ restartAll: async () => undefined });
    await expect(restart(world, {})).rejects.toMatchObject({ status: 503, code: 'COLLECTOR_UNAVAILABLE' });
  });
});

import { Redis } from 'ioredis';
import type { WorkerReport } from '#lib/domain/worker.ts';
import { longestGap, streamOf } from '../../support/collector/market.ts';
import { simulatorClient } from '../../support/simulator-client.ts';
import { must, until } from '../expectations.ts';
import { COLLECTED } from '../lab.ts';
import type { Facts, Row } from '../scenario.ts';
import type { Scene } from '../scene.ts';
import type { Subject } from '../subject.ts';

/** What is done to each exchange, and what its worker's error must then be called. */
const FAULTS: Record<string, { fault: object; codes: string[] }> = {
  binance: { fault: { kind: 'hang' }, codes: ['TIMEOUT'] },
  bitstamp: { fault: { kind: 'stall' }, codes: ['TIMEOUT'] },
  bybit: { fault: { kind: 'status', status: 429, retryAfterSeconds: 1 }, codes: ['RATE_LIMITED'] },
  okx: { fault: { kind: 'html' }, codes: ['BAD_RESPONSE', 'BLOCKED'] },
  coinbase: { fault: { kind: 'status', status: 451 }, codes: ['GEO_BLOCKED'] },
};
/** Its rate limit allows a poll in 5 s. */
const UNTOUCHED = 'kraken';
const UNTOUCHED_GAP_MS = 8_000;

/** Each worker in a few words, for a message. */
export function inWords(workers: Iterable<WorkerReport>): string {
  return [...workers]
    .map(
      ({ exchange, state, stateReason, instanceId, dataAgeMs }) =>
        `${exchange} ${state} ${stateReason.code} on ${instanceId}, ${dataAgeMs} ms old`,
    )
    .join(', ');
}

/** Until all workers run. */
export async function allRun(subject: Subject, count: number, timeoutMs: number) {
  let workers: WorkerReport[] = [];
  return until(
    'all workers run',
    timeoutMs,
    async () => {
      workers = [...(await workersOf(subject)).values()];
      return workers.length === count && workers.every(({ state }) => state === 'running');
    },
    () => inWords(workers),
  );
}

/** The workers of the collected exchanges as the function tells of them; the rest are those that rows have blacklisted. */
export async function workersOf(subject: Subject): Promise<Map<string, WorkerReport>> {
  const { status, body } = await subject.call('get-worker-status');
  const workers: WorkerReport[] = status === 200 ? body.workers : [];
  const collected = workers.filter(({ exchange }) => COLLECTED.includes(exchange));
  return new Map(collected.map((worker) => [worker.exchange, worker]));
}

async function exchangesFail(scene: Scene): Promise<Facts> {
  const { lab } = scene;
  await scene.collectors();
  const subject = await scene.functions(await scene.cache());
  const simulator = simulatorClient(lab.simulatorUrl);
  const redis = new Redis(lab.collectorRedis.url);
  scene.onEnd(async () => redis.disconnect());
  scene.onEnd(async () => void (await Promise.all(Object.keys(FAULTS).map((id) => simulator.heal(id)))));
  await allRun(subject, COLLECTED.length, 30_000);
  const from = Date.now();
  const seq = new Map<string, number>();
  for (const [id, { fault }] of Object.entries(FAULTS)) {
    seq.set(id, await simulator.lastSeq(id));
    await simulator.fail(id, fault as { kind: string });
  }
  const named = await until('the status names every failing exchange', 20_000, async () => {
    const workers = await workersOf(subject);
    return Object.entries(FAULTS).every(([id, { codes }]) => {
      const worker = workers.get(id);
      return worker && worker.state !== 'running' && codes.includes(worker.lastError?.code ?? '');
    });
  });
  const quarantined = await until('the exchange that answers 429 is quarantined', 30_000, async () => {
    return (await workersOf(subject)).get('bybit')?.state === 'quarantined';
  });
  const requests = await Promise.all(
    Object.keys(FAULTS).map(async (id) =>
      (await simulator.log(id, seq.get(id))).filter(({ fault }) => fault),
    ),
  );
  const workers = await workersOf(subject);
  const failures = (id: string) => workers.get(id)?.consecutiveErrors ?? 0;
  // every second without backoff; with it the delays double, from half a second on
  const seconds = (Date.now() - from) / 1_000;
  const most = 1 + Math.log2(2 * seconds + 1);
  must(failures('okx') <= most, `no backoff: ${failures('okx')} attempts at HTML in ${seconds} s`);
  must(failures('coinbase') <= 2, `no backoff: ${failures('coinbase')} attempts where we are blocked`);
  const gap = longestGap(await streamOf(redis, UNTOUCHED, from), from, Date.now());
  must(gap < UNTOUCHED_GAP_MS, `the exchange that nothing was done to was without data for ${gap} ms`);
  must((await workersOf(subject)).get(UNTOUCHED)?.state === 'running', 'its worker does not run');

  for (const id of Object.keys(FAULTS)) await simulator.heal(id);
  const restarts = await Promise.all(
    Object.keys(FAULTS).map((exchange) => subject.call('restart-worker', { exchange })),
  );
  for (const { status, code } of restarts) must(status === 200, `a restart was ${status} ${code}`);
  const recovered = await allRun(subject, COLLECTED.length, 30_000);
  const inSeconds = (ms: number) => (ms / 1_000).toFixed(1);
  return {
    reads: `status names all 5 in ${inSeconds(named.ms)} s; gap of the other ${gap} ms`,
    jobs: `backoff, quarantine after ${inSeconds(named.ms + quarantined.ms)} s, all run ${inSeconds(recovered.ms)} s after healing and restart`,
    injected: requests.flat().length,
  };
}

export const exchangeRows: Row[] = [
  {
    number: 32,
    fault: 'exchanges hang, stall, answer 429, HTML, 451',
    scenario: exchangesFail,
    controls: ['the backoff'],
  },
];

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { systemClock } from '#lib/cache/clock.ts';
import { startRedisServer } from '../redis-server.ts';
import { type Fault, startChaos } from './chaos.ts';
import { monotonicUs, type ReaderOrders, type ReaderReport } from './protocol.ts';
import { startUpstream } from './upstream.ts';
import { mutate } from './upstream-client.ts';
import { makeCache, VARIANTS, type Variant } from './variants.ts';
import { type VariantReport, Verdict } from './verdict.ts';

export interface OracleReport {
  variants: Record<Variant, VariantReport>;
  /** What readers counted: `lease.fill_refused`, `naive.failed`, … */
  counts: Record<string, number>;
  faults: Record<Fault, number>;
  upstreamReads: number;
}

/**
 * The staleness oracle: several processes read through the cache from a real Redis while others change the upstream,
 * invalidate, and break things. A read that shows less than what was acknowledged at its start is stale. The broken
 * variants go through the same run, and prove that it can tell.
 */
export async function runOracle(options: { seconds: number; readers?: number }): Promise<OracleReport> {
  const random = Math.random;
  const verdict = new Verdict();
  const server = await startRedisServer();
  const upstream = await startUpstream({ random, slowestMs: 25, failing: 0.02 });
  const orders: ReaderOrders = { redisUrl: server.url, upstreamUrl: upstream.url, loops: 3, pauseMs: 8 };
  const readers = Array.from({ length: options.readers ?? 3 }, () => startReader(orders, verdict));
  try {
    await Promise.all(readers.map(({ reporting }) => reporting));
    const chaos = startChaos({ redisUrl: server.url, random, longestPauseMs: 60 });
    const end = AbortSignal.timeout(options.seconds * 1_000);
    await Promise.all([changes(orders, verdict, end), changes(orders, verdict, end)]).finally(chaos.stop);
    for (const { child } of readers) child.send('stop');
    await Promise.all(readers.map(({ ended }) => ended));
    const faults = await chaos.stop();
    return { variants: verdict.report(), counts: verdict.counts, faults, upstreamReads: upstream.reads() };
  } finally {
    for (const { child } of readers) child.kill('SIGKILL');
    await upstream.close();
    await server.stop();
  }
}

function startReader(orders: ReaderOrders, verdict: Verdict) {
  const child: ChildProcess = fork(new URL('./reader.ts', import.meta.url), { execArgv: [] });
  child.send(orders);
  child.on('message', (report: ReaderReport) => verdict.add(report));
  const ended = once(child, 'exit').then(([code, signal]) => {
    if (code !== 0) throw new Error(`a reader ended with ${code ?? signal}`);
  });
  return { child, ended, reporting: Promise.race([once(child, 'message'), ended]) };
}

/** Changes and invalidates, again and again; a change counts as acknowledged when the deletion is. */
async function changes(orders: ReaderOrders, verdict: Verdict, end: AbortSignal): Promise<void> {
  const caches = VARIANTS.map((variant) => ({ variant, ...makeCache(variant, orders.redisUrl, () => {}) }));
  while (!end.aborted) {
    const version = await mutate(orders.upstreamUrl);
    await Promise.all(
      caches.map(async ({ variant, cache }) => {
        const { status } = await cache.invalidate(['exchange:config'], end);
        if (status === 'deleted') verdict.acknowledge(variant, version, monotonicUs());
      }),
    );
    await systemClock.delay(Math.random() * 60, end).catch(() => undefined);
  }
  for (const { close } of caches) close();
}

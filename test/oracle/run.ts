import { systemClock } from '#lib/cache/clock.ts';
import { readCatalog } from '#services/common/exchange/catalog.ts';
import { startChaos } from '../support/oracle/chaos.ts';
import { type Callers, changeAgainAndAgain, readAgainAndAgain } from './callers.ts';
import { Judge } from './judge.ts';
import { counted } from './metrics.ts';
import { networkChaos } from './network-chaos.ts';
import { provoke } from './provoke.ts';
import type { Group, OracleSystem } from './system.ts';
import { failuresOf, type OracleFound } from './verdict.ts';

/** As on Lambda a process serves few at once; more would fail together and keep its breaker open. */
const READERS_PER_PROCESS = { ours: 2, control: 1 };
const PAUSES = { readMs: 80, changeMs: 600, raceMs: 500, redisChaosMs: 200, networkChaosMs: 300 };
/** A short run goes on as long as this until it has seen enough: a busy machine does less in the same time. */
const SHORT_MS = 60_000;
const never = new AbortController().signal;

/** What a group of processes showed, and how often a race was provoked in it. */
export interface Shown {
  judge: Judge;
  races: number;
}

export interface OracleRun {
  found: OracleFound;
  ours: Shown;
  controls: Record<string, Shown>;
  tookMs: number;
}

/** Reads, changes, races and chaos at once, for so many seconds. */
export async function runOracle(system: OracleSystem, seconds: number): Promise<OracleRun> {
  const ending = new AbortController();
  const ids = [...readCatalog().keys()];
  const groups = [system.ours, ...system.controls];
  const share = Math.floor(ids.length / groups.length);
  const running = groups.map((group, index) =>
    exercise(group, READERS_PER_PROCESS[index === 0 ? 'ours' : 'control'], {
      adminKey: system.adminKey,
      exchanges: ids.slice(index * share, (index + 1) * share),
      end: ending.signal,
    }),
  );
  const [ours, ...others] = running.map(({ shown }) => shown);
  if (!ours) throw new Error('there is nothing to judge');
  const controls = Object.fromEntries(
    system.controls.map(({ lacks }, index) => [lacks, others[index] as Shown]),
  );
  const { redisUrl, redis } = system;
  const chaos = startChaos({ redisUrl, random: Math.random, longestPauseMs: PAUSES.redisChaosMs });
  const network = networkChaos(redis, ending.signal, PAUSES.networkChaosMs);

  const find = (): OracleFound => ({
    seconds,
    exercise: {
      reads: ours.judge.reads,
      hits: ours.judge.outcomes('HIT'),
      refusedFills: counted('fill_refused', system.ours.processes),
      acknowledged: ours.judge.acknowledged,
      chaos: { ...chaos.counts, ...network.counts },
    },
    stale: ours.judge.stale().length,
    controls: Object.fromEntries(
      Object.entries(controls).map(([lacks, { judge }]) => [lacks, judge.stale().length]),
    ),
  });
  const startedAt = performance.now();
  const tookMs = () => performance.now() - startedAt;
  await systemClock.delay(seconds * 1_000, never);
  while (tookMs() < SHORT_MS && find().stale === 0 && failuresOf(find()).length > 0) {
    await systemClock.delay(1_000, never);
  }
  ending.abort();
  await Promise.all([...running.map(({ ended }) => ended), network.ended, chaos.stop()]);
  return { found: find(), ours, controls, tookMs: tookMs() };
}

function exercise(group: Group, readers: number, how: Pick<Callers, 'adminKey' | 'exchanges' | 'end'>) {
  const urls = group.processes.map(({ url }) => url);
  const shown: Shown = { judge: new Judge(), races: 0 };
  const callers: Callers = { ...how, urls, judge: shown.judge, versions: new Map() };
  // not through the slow one: it is a reader's answer that is to be held back, not a changer's
  const changers = { ...callers, urls: urls.filter((url) => url !== group.slow.url) };
  const reading = urls.flatMap((url) =>
    Array.from({ length: readers }, () => readAgainAndAgain({ ...callers, urls: [url] }, PAUSES.readMs)),
  );
  const racing = provoke(changers, group.slow, group.databaseUrl, PAUSES.raceMs, () => {
    shown.races += 1;
  });
  return { shown, ended: Promise.all([...reading, changeAgainAndAgain(changers, PAUSES.changeMs), racing]) };
}

import { parseArgs } from 'node:util';
import { readCatalog } from '#services/common/exchange/catalog.ts';
import { startChaos } from '../support/oracle/chaos.ts';
import { type Callers, changeAgainAndAgain, readAgainAndAgain } from './callers.ts';
import { floorsFor } from './floors.ts';
import { Judge } from './judge.ts';
import { counted } from './metrics.ts';
import { networkChaos } from './network-chaos.ts';
import { CONTROLS, startOracleSystem } from './system.ts';
import { failuresOf } from './verdict.ts';

const USAGE = 'npm run oracle [-- --seconds N]   N: 60 unless given';
/** As on Lambda a process serves few at once; more would fail together and keep its breaker open. */
const READERS_PER_PROCESS = 2;
const CHANGERS = 2;
const PAUSES = { readMs: 8, changeMs: 250, controlChangeMs: 100, redisChaosMs: 100, networkChaosMs: 300 };

const seconds = parsedSeconds();
const system = await startOracleSystem();
let failed = true;
try {
  const end = AbortSignal.timeout(seconds * 1_000);
  const ids = [...readCatalog().keys()];
  const third = Math.floor(ids.length / 3);
  const group = (index: number, urls: string[]): Callers => ({
    urls,
    judge: new Judge(),
    adminKey: system.adminKey,
    exchanges: ids.slice(index * third, (index + 1) * third),
    end,
  });
  const ours = group(
    0,
    system.ours.map(({ url }) => url),
  );
  const controls = {
    naive: group(
      1,
      system.controls.naive.map(({ url }) => url),
    ),
    forgetful: group(
      2,
      system.controls.forgetful.map(({ url }) => url),
    ),
  };
  const work = (callers: Callers, changeMs: number) => [
    ...callers.urls.flatMap((url) =>
      Array.from({ length: READERS_PER_PROCESS }, () =>
        readAgainAndAgain({ ...callers, urls: [url] }, PAUSES.readMs),
      ),
    ),
    ...Array.from({ length: CHANGERS }, () => changeAgainAndAgain(callers, changeMs)),
  ];

  const chaos = startChaos({
    redisUrl: system.redisUrl,
    random: Math.random,
    longestPauseMs: PAUSES.redisChaosMs,
  });
  const network = networkChaos(system.redis, end, PAUSES.networkChaosMs);
  await Promise.all([
    ...work(ours, PAUSES.changeMs),
    ...work(controls.naive, PAUSES.controlChangeMs),
    ...work(controls.forgetful, PAUSES.controlChangeMs),
  ]);
  const exercise = {
    reads: ours.judge.reads,
    hits: ours.judge.outcomes('HIT'),
    refusedFills: counted('fill_refused', system.ours),
    acknowledged: ours.judge.acknowledged,
    chaos: { ...(await chaos.stop()), ...(await network) },
  };

  const floors = floorsFor(seconds);
  const stale = ours.judge.stale();
  const share = ((100 * exercise.hits) / Math.max(1, exercise.reads)).toFixed(0);
  console.log(`reads ${exercise.reads} in ${system.ours.length} processes (at least ${floors.reads})`);
  console.log(`hits ${exercise.hits}, ${share} % (at least ${100 * floors.hitShare} %)`);
  for (const outcome of ['MISS', 'BYPASS', 'STALE']) {
    console.log(`${outcome} ${ours.judge.outcomes(outcome)}`);
  }
  console.log(`fills refused ${exercise.refusedFills} (at least ${floors.refusedFills})`);
  console.log(`acknowledged changes ${exercise.acknowledged} (at least ${floors.acknowledged})`);
  console.log(`changes with an invalidation warning ${ours.judge.warned}, stale unless healed within 3 s`);
  const kinds = Object.entries(exercise.chaos).map(([kind, times]) => `${kind} ${times}`);
  console.log(`chaos ${kinds.join(', ')} (at least ${floors.eachChaos} of each)`);
  const staleOf: Record<string, number> = {};
  for (const [name, { judge }] of Object.entries(controls)) {
    const guard = CONTROLS[name as keyof typeof CONTROLS];
    staleOf[guard] = judge.stale().length;
    console.log(
      `control without ${guard}: stale ${staleOf[guard]} of ${judge.reads}, ${judge.acknowledged} changes`,
    );
  }
  for (const { version, least, outcome } of stale.slice(0, 20)) {
    console.log(`STALE: version ${version} by ${outcome}, at least ${least} was acknowledged`);
  }
  const failures = failuresOf({ seconds, exercise, stale: stale.length, controls: staleOf });
  for (const failure of failures) console.log(`FAILED: ${failure}`);
  console.log(
    `oracle ${seconds} s: stale ${stale.length}, controls caught ${Object.values(staleOf).filter((n) => n > 0).length}/2`,
  );
  failed = failures.length > 0;
} finally {
  await system.close();
}
process.exit(failed ? 1 : 0);

function parsedSeconds(): number {
  try {
    const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' } } });
    const seconds = Number(values.seconds);
    if (!Number.isInteger(seconds) || seconds < 5) throw new Error('--seconds must be a number from 5 on');
    return seconds;
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exit(2);
  }
}

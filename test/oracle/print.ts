import { floorsFor } from './floors.ts';
import { HEAL_MS } from './judge.ts';
import type { OracleRun } from './run.ts';

/** At most so many stale reads of ours are told one by one. */
const SHOWN = 20;

export function printRun({ found, ours, controls, tookMs }: OracleRun, processes: number): void {
  const { reads, hits, refusedFills, acknowledged, chaos } = found.exercise;
  const floors = floorsFor(found.seconds);
  const share = ((100 * hits) / Math.max(1, reads)).toFixed(0);
  console.log(
    `reads ${reads} in ${processes} processes, ${(tookMs / 1_000).toFixed(0)} s (at least ${floors.reads})`,
  );
  console.log(`hits ${hits}, ${share} % (at least ${100 * floors.hitShare} %)`);
  for (const outcome of ['MISS', 'BYPASS', 'STALE'])
    console.log(`${outcome} ${ours.judge.outcomes(outcome)}`);
  console.log(`fills refused ${refusedFills} (at least ${floors.refusedFills})`);
  console.log(`races provoked ${ours.races}`);
  console.log(`acknowledged changes ${acknowledged} (at least ${floors.acknowledged})`);
  console.log(
    `changes with an invalidation warning ${ours.judge.warned}, stale unless healed within ${HEAL_MS / 1_000} s`,
  );
  const kinds = Object.entries(chaos).map(([kind, times]) => `${kind} ${times}`);
  console.log(`chaos ${kinds.join(', ')} (at least ${floors.eachChaos} of each)`);
  for (const [lacks, { judge, races }] of Object.entries(controls)) {
    console.log(
      `control without ${lacks}: stale ${found.controls[lacks]} of ${judge.reads}, ` +
        `${judge.acknowledged} changes, ${races} races provoked`,
    );
  }
  for (const { version, least, outcome } of ours.judge.stale().slice(0, SHOWN)) {
    console.log(`STALE: version ${version} by ${outcome}, at least ${least} was acknowledged`);
  }
}

import type { Lab } from './lab.ts';
import type { Row } from './scenario.ts';
import { Scene } from './scene.ts';
import { controlFailureOf, failureOf, type Outcome, outcomeOf } from './verdict.ts';

/** A busy machine may withhold the processor: what was only too slow is tried again. */
const ATTEMPTS = 3;

export interface RowResult {
  number: number;
  fault: string;
  outcome: Outcome;
  attempts: number;
  /** `undefined`: survived. */
  failure: string | undefined;
  controls: { guard: string; seen: string; failure: string | undefined }[];
  tookMs: number;
}

export async function runRow(lab: Lab, row: Row): Promise<RowResult> {
  const startedAt = performance.now();
  let outcome = await play(lab, row);
  let attempts = 1;
  for (; attempts < ATTEMPTS && outcome.kind === 'unmet' && outcome.slow; attempts++)
    outcome = await play(lab, row);
  const controls: RowResult['controls'] = [];
  for (const guard of row.controls ?? []) {
    const seen = await play(lab, row, guard);
    controls.push({ guard, seen: 'why' in seen ? seen.why : '', failure: controlFailureOf(seen) });
  }
  const { number, fault } = row;
  const failure = failureOf(outcome);
  return { number, fault, outcome, attempts, failure, controls, tookMs: performance.now() - startedAt };
}

async function play(lab: Lab, row: Row, guard?: string): Promise<Outcome> {
  const scene = new Scene(lab, row.codes ?? [], guard);
  const outcome = await outcomeOf(() => row.scenario(scene));
  await scene.end();
  return outcome;
}

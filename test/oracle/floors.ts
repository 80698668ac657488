/**
 * Below these a run says nothing. They are for a minute and more; a shorter run must reach two thirds of its share,
 * for the processes have just been started.
 */
const A_MINUTE = { reads: 5_000, acknowledged: 100, refusedFills: 20, eachChaos: 20 };
const HIT_SHARE = 0.4;

export interface Exercise {
  reads: number;
  hits: number;
  refusedFills: number;
  acknowledged: number;
  chaos: Record<string, number>;
}

export function floorsFor(seconds: number) {
  const share = seconds >= 60 ? 1 : ((seconds / 60) * 2) / 3;
  const { reads, acknowledged, refusedFills, eachChaos } = A_MINUTE;
  return {
    reads: Math.round(reads * share),
    hitShare: HIT_SHARE,
    acknowledged: Math.round(acknowledged * share),
    refusedFills: Math.round(refusedFills * share),
    eachChaos: Math.round(eachChaos * share),
  };
}

/** What was not exercised enough, in words; nothing when all was. */
export function notExercised(exercise: Exercise, floors: ReturnType<typeof floorsFor>): string[] {
  const { reads, hits, refusedFills, acknowledged, chaos } = exercise;
  const lacking: string[] = [];
  const least = (what: string, count: number, floor: number) => {
    if (count < floor) lacking.push(`${count} ${what}, fewer than ${floor}`);
  };
  least('reads', reads, floors.reads);
  least('acknowledged changes', acknowledged, floors.acknowledged);
  least('refused fills', refusedFills, floors.refusedFills);
  if (hits < floors.hitShare * reads) lacking.push(`${hits} hits of ${reads} reads, fewer than 40 %`);
  for (const [kind, times] of Object.entries(chaos)) least(`times ${kind}`, times, floors.eachChaos);
  return lacking;
}

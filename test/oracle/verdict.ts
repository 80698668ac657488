import { type Exercise, floorsFor, notExercised } from './floors.ts';

export interface OracleFound {
  seconds: number;
  exercise: Exercise;
  /** Of what ships. */
  stale: number;
  /** Of each control: what it lacks, and how many stale reads that made. */
  controls: Record<string, number>;
}

/** Why the run has failed; nothing when what ships was never stale, and the controls were caught. */
export function failuresOf({ seconds, exercise, stale, controls }: OracleFound): string[] {
  return [
    ...(stale > 0 ? [`${stale} stale reads`] : []),
    ...Object.entries(controls).flatMap(([name, times]) =>
      times > 0 ? [] : [`the control without ${name} was not caught`],
    ),
    ...notExercised(exercise, floorsFor(seconds)).map((what) => `not exercised: ${what}`),
  ];
}

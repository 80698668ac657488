import type { Lab } from '../harness/lab.ts';
import type { Summary } from '../harness/statistics.ts';

/** One line of the table. */
export interface Line {
  goal: number;
  what: string;
  measured: Summary;
  unit: '×' | 'ms' | 'MB' | 'calls';
  /** The goal's number, when it has one for this line; else the line is there to be read. */
  atMost?: number;
  /** Instead of `atMost`: the goal is this very number. */
  exactly?: number;
}

export interface Goal {
  number: number;
  title: string;
  /** Compares with peers that are installed for the benches only. */
  needsForeignPeers?: true;
  run: (lab: Lab, rounds: number) => Promise<Line[]>;
}

export function holds({ measured, atMost, exactly }: Line): boolean | undefined {
  if (exactly !== undefined) return measured.min === exactly && measured.max === exactly;
  return atMost === undefined ? undefined : measured.median <= atMost;
}

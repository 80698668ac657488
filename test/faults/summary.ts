import type { BadInputsResult } from './bad-inputs/run.ts';
import type { RowResult } from './run-row.ts';

/** Everything that a run of all rows and inputs has found. */
export interface Found {
  /** How many rows there are to survive. */
  wanted: number;
  /** Of how many rows a guard must be taken out and seen to be missed. */
  controlled: number;
  rows: readonly RowResult[];
  badInputs: BadInputsResult;
  unexpected: readonly string[];
  stale: readonly string[];
  lost: readonly string[];
  logs: readonly string[];
}

/** The last line, and every reason why the run has failed. */
export function summaryOf(found: Found): { line: string; failures: string[] } {
  const { rows, wanted, badInputs, unexpected, stale, lost, logs } = found;
  const survived = rows.filter(({ failure }) => failure === undefined);
  const controls = rows.flatMap((row) => row.controls.map((control) => ({ row: row.number, ...control })));
  const withControl = new Set(controls.map(({ row }) => row)).size;
  const fiveHundreds = unexpected.length + badInputs.fiveHundreds;
  const failures = [
    ...rows.flatMap(({ number, failure }) => (failure === undefined ? [] : [`row ${number}: ${failure}`])),
    ...(rows.length < wanted ? [`${wanted - rows.length} rows were not exercised`] : []),
    ...controls.flatMap(({ row, guard, failure }) =>
      failure === undefined ? [] : [`row ${row} without ${guard}: ${failure}`],
    ),
    ...(withControl < found.controlled ? [`only ${withControl} rows have a control`] : []),
    ...badInputs.wrong.map((what) => `bad input: ${what}`),
    ...(badInputs.upstreamCalls > 0 ? ['bad inputs caused upstream calls'] : []),
    ...(badInputs.fiveHundreds > 0 ? ['bad inputs were answered with 5xx'] : []),
    ...unexpected.map((what) => `unexpected 5xx: ${what}`),
    ...stale.map((what) => `stale read: ${what}`),
    ...lost.map((what) => `lost: ${what}`),
    ...logs.map((what) => `log of ${what}`),
  ];
  const line =
    `faults survived ${survived.length}/${wanted}, bad inputs ${badInputs.count}, ` +
    `unexpected 5xx ${fiveHundreds}, upstream calls caused ${badInputs.upstreamCalls}, ` +
    `stale ${stale.length}, lost ${lost.length}`;
  return { line, failures };
}

import { holds, type Line } from './goals/goal.ts';

/** Prints a line for each measurement; how many goals were missed. */
export function printTable(lines: readonly Line[]): number {
  const rows = lines.map((line) => {
    const { median, min, max } = line.measured;
    const held = holds(line);
    return [
      String(line.goal),
      line.what,
      line.exactly !== undefined ? `= ${line.exactly}` : line.atMost !== undefined ? `≤ ${line.atMost}` : '',
      `${figure(median)} ${line.unit}`,
      `${figure(min)} … ${figure(max)}`,
      held === undefined ? '' : held ? 'holds' : 'MISSED',
    ];
  });
  const table = [['', 'measured', 'goal', 'median', 'min … max', ''], ...rows];
  const widths = [0, 1, 2, 3, 4, 5].map((column) =>
    Math.max(...table.map((row) => (row[column] ?? '').length)),
  );
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  return lines.filter((line) => holds(line) === false).length;
}

/** Three digits that matter. */
export function figure(value: number): string {
  return value >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toPrecision(3);
}

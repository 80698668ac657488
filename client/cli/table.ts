/** Columns under their heads, as wide as they need to be; the last one is not padded. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => visible(row[column] ?? '').length)),
  );
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => visible(cell).padEnd(column === row.length - 1 ? 0 : (widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** What comes from elsewhere must not drive the terminal. */
export function visible(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}

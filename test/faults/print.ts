import type { RowResult } from './run-row.ts';

export function printRow(row: RowResult): void {
  const { outcome, failure } = row;
  const facts = outcome.kind === 'held' ? outcome.facts : undefined;
  const parts = [
    facts?.reads && `reads ${facts.reads}`,
    facts?.mutations && `mutations ${facts.mutations}`,
    facts?.jobs && `jobs ${facts.jobs}`,
    facts && `injected ${facts.injected}`,
    facts?.addedMs !== undefined && `added ${Math.max(0, Math.round(facts.addedMs))} ms`,
    row.attempts > 1 && `attempt ${row.attempts}`,
    `${(row.tookMs / 1_000).toFixed(1)} s`,
  ].filter(Boolean);
  console.log(
    `${String(row.number).padStart(2)} ${failure ? 'FAILED  ' : 'survived'} ${row.fault}: ${parts.join(' | ')}`,
  );
  if (failure) console.log(`   ${failure}`);
  for (const { guard, seen, failure } of row.controls) {
    console.log(
      `   without ${guard}: ${failure ? `NOT SEEN TO FAIL, ${failure}` : `fails, as it must: ${seen}`}`,
    );
  }
}

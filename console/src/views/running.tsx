import type { RowState } from '../domain/states.ts';
import { duration } from '../domain/time.ts';
import { STATE_WORDS } from '../domain/words.ts';
import { now } from '../state/clock.ts';
import { rows } from '../state/system.ts';
import { Told } from './dialog.tsx';

/** What a change may take in all, milliseconds: validation, registry, caches, the worker's first success. */
const BUDGET_MS = 25_000;

export function Running({ since, isTry, exchange }: { since: number; isTry: boolean; exchange: string }) {
  const elapsed = Math.max(0, now.value - since);
  const state = rows.value.find(({ id }) => id === exchange)?.state as RowState | undefined;
  return (
    <div class="running">
      <Told>{isTry ? 'It is being tried' : 'It is being done'}</Told>
      <progress
        max={BUDGET_MS}
        value={Math.min(elapsed, BUDGET_MS)}
        aria-label="Time used of what it may take"
      />
      <p>
        <span class="num">{duration(elapsed)}</span> of at most {duration(BUDGET_MS)}
        {state && <>, the worker is now: {STATE_WORDS[state].toLowerCase()}</>}
      </p>
      <p class="none">
        {isTry
          ? 'The exchange is asked, nothing is changed.'
          : 'Checked, written to the registry, taken out of the caches, and then waited for.'}
      </p>
    </div>
  );
}

import type { RowState } from '../domain/states.ts';
import { STATE_WORDS } from '../domain/words.ts';

/** A shape for each kind of state, so that nothing hangs on colour alone. */
const SHAPES: Readonly<Record<RowState, string>> = {
  running: 'M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9Z',
  starting: 'M6 1.5a4.5 4.5 0 1 0 4.5 4.5H6Z',
  restarting: 'M6 1.5a4.5 4.5 0 1 0 4.5 4.5H6Z',
  degraded: 'M6 1 11.2 10.5H.8Z',
  stale: 'M6 1 11.2 10.5H.8Z',
  failed: 'M1.5 1.5h9v9h-9Z',
  quarantined: 'M1.5 1.5h9v9h-9Z',
  unknown: 'M6 .8 11.2 6 6 11.2.8 6Z',
  paused: 'M2 1.5h3v9H2ZM7 1.5h3v9H7Z',
  stopping: 'M2 5h8v2.4H2Z',
  stopped: 'M2 5h8v2.4H2Z',
  blacklisted: 'M6 .9a5.1 5.1 0 1 0 0 10.2A5.1 5.1 0 0 0 6 .9Zm-3 4.2h6v1.8H3Z',
  'not-added': 'M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9Zm0 1.6a2.9 2.9 0 1 1 0 5.8a2.9 2.9 0 0 1 0-5.8Z',
};

export function StateMark({ state }: { state: RowState }) {
  return (
    <svg class={`mark tone-${state}`} viewBox="0 0 12 12" width="11" height="11" aria-hidden="true">
      <path d={SHAPES[state]} fill-rule="evenodd" />
    </svg>
  );
}

export function StateLabel({ state }: { state: RowState }) {
  return (
    <span class={`state tone-${state}`}>
      <StateMark state={state} />
      <span>{STATE_WORDS[state]}</span>
    </span>
  );
}

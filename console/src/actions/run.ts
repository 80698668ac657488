import { signal } from '@preact/signals';
import { randomKey } from '../../../client/src/support.ts';
import { type Difference, differences } from '../domain/differences.ts';
import type { Outcome } from '../domain/outcome.ts';
import { type Trouble, troubleOf } from '../domain/trouble.ts';
import { type Operator, operator } from '../state/operator.ts';
import { plane } from '../state/plane.ts';
import { takeSnapshot } from '../state/snapshot.ts';
import { refreshAll } from '../state/system.ts';
import type { ActionName, Fields } from './action.ts';
import { ACTIONS } from './actions.ts';

/** How far an action is. */
export type Phase =
  | { is: 'asking'; trouble?: Trouble }
  | { is: 'running'; since: number; isTry: boolean }
  /** Tried, nothing changed: it waits for a yes. */
  | { is: 'tried'; outcome: Outcome }
  /** Without `differences`: it was acknowledged, and what is true since could not be read. */
  | {
      is: 'done';
      outcome: Outcome;
      differences: Difference[] | undefined;
      since: number;
      until: number;
    }
  | { is: 'refused'; trouble: Trouble };

export interface Run {
  name: ActionName;
  /** Empty: all of them. */
  exchange: string;
  fields: Fields;
  phase: Phase;
  /** The same for every try of the same thing, so that it has one effect. */
  idempotencyKey: string;
}

/** What is under way; one at a time. */
export const run = signal<Run | undefined>(undefined);

export function open(name: ActionName, exchange = '', fields: Fields = {}): void {
  run.value = { name, exchange, fields, phase: { is: 'asking' }, idempotencyKey: randomKey() };
}

export function close(): void {
  if (run.value?.phase.is !== 'running') run.value = undefined;
}

/** Has it done, as filled in; what can be tried first is only tried. */
export async function submit(fields: Fields, who: Operator): Promise<void> {
  const current = run.value;
  if (!current) return;
  operator.value = who;
  // with other content it is another call
  const isSame = JSON.stringify(fields) === JSON.stringify(current.fields);
  run.value = { ...current, fields, ...(!isSame && { idempotencyKey: randomKey() }) };
  await perform(ACTIONS[current.name].tryOut !== undefined);
}

/** What was tried is wanted. */
export function confirm(): Promise<void> {
  return perform(false);
}

/** Back to what was filled in. */
export function revise(): void {
  if (run.value) run.value = { ...run.value, phase: { is: 'asking' } };
}

async function perform(isTry: boolean): Promise<void> {
  const current = run.value;
  if (!current) return;
  const { name, exchange, fields, idempotencyKey } = current;
  const proceed = (phase: Phase) => {
    run.value = { ...current, phase };
  };
  const since = performance.now();
  proceed({ is: 'running', since, isTry });
  const actor = operator.value?.name || undefined;
  try {
    const { tryOut } = ACTIONS[name];
    if (isTry && tryOut) {
      const { data } = await tryOut(plane, { exchange, fields, options: { actor } });
      return proceed({ is: 'tried', outcome: data });
    }
    const before = await takeSnapshot(exchange);
    const { data } = await ACTIONS[name].perform(plane, {
      exchange,
      fields,
      options: { actor, idempotencyKey },
    });
    const until = performance.now();
    const changes = await takeSnapshot(exchange).then(
      (after) => differences(before, after),
      () => undefined,
    );
    proceed({ is: 'done', outcome: data, differences: changes, since, until });
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble.isKeyRefused) operator.value = undefined;
    proceed(trouble.isKeyRefused ? { is: 'asking', trouble } : { is: 'refused', trouble });
  } finally {
    void refreshAll();
  }
}

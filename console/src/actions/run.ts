import { signal } from '@preact/signals';
import { ApiError } from '../api/api-error.ts';
import { change, type Operator } from '../api/exchanges.ts';
import type { Outcome } from '../api/types.ts';
import { type Difference, differences } from '../domain/differences.ts';
import { takeSnapshot } from '../domain/snapshot.ts';
import { operator } from '../state/operator.ts';
import { refreshAll } from '../state/system.ts';
import type { ActionName, Fields } from './action.ts';
import { ACTIONS } from './actions.ts';

/** How far an action is. */
export type Phase =
  | { is: 'asking'; error?: ApiError }
  | { is: 'running'; since: number; dryRun: boolean }
  /** Tried, nothing changed: it waits for a yes. */
  | { is: 'tried'; outcome: Outcome }
  | { is: 'done'; outcome: Outcome; differences: Difference[]; tookMs: number }
  | { is: 'refused'; error: ApiError };

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
  run.value = { name, exchange, fields, phase: { is: 'asking' }, idempotencyKey: crypto.randomUUID() };
}

export function close(): void {
  if (run.value?.phase.is !== 'running') run.value = undefined;
}

/** Has it done, as filled in; what is to be tried first is only tried. */
export async function submit(fields: Fields, who: Operator): Promise<void> {
  const current = run.value;
  if (!current) return;
  const isTry = ACTIONS[current.name].triedFirst === true;
  // another content is another call
  const idempotencyKey =
    JSON.stringify(fields) === JSON.stringify(current.fields) ? current.idempotencyKey : crypto.randomUUID();
  run.value = { ...current, fields, idempotencyKey };
  await perform(who, isTry);
}

export function confirm(): Promise<void> {
  return operator.value ? perform(operator.value, false) : Promise.resolve();
}

/** Back to what was filled in. */
export function revise(): void {
  if (run.value) run.value = { ...run.value, phase: { is: 'asking' } };
}

async function perform(who: Operator, dryRun: boolean): Promise<void> {
  const current = run.value;
  if (!current) return;
  const { name, exchange, fields, idempotencyKey } = current;
  const proceed = (phase: Phase) => {
    run.value = { ...current, phase };
  };
  const startedAt = performance.now();
  proceed({ is: 'running', since: startedAt, dryRun });
  try {
    const before = dryRun ? undefined : await takeSnapshot(exchange || undefined);
    const outcome = await change(
      ACTIONS[name].change(exchange, fields, { dryRun }),
      who,
      dryRun ? crypto.randomUUID() : idempotencyKey,
    );
    operator.value = who;
    if (!before) return proceed({ is: 'tried', outcome });
    const tookMs = performance.now() - startedAt;
    const after = await takeSnapshot(exchange || undefined);
    proceed({ is: 'done', outcome, differences: differences(before, after), tookMs });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // a key that was refused is not kept, and may be typed again
    if (error.status === 401) operator.value = undefined;
    proceed(error.status === 401 ? { is: 'asking', error } : { is: 'refused', error });
  } finally {
    void refreshAll();
  }
}

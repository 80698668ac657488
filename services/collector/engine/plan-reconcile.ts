import type { KnownSet } from '../registry/known-set.ts';
import type { Plan } from '../registry/plan.ts';
import { NODE_LOST_MS } from '../store/nodes.ts';
import type { Snapshot, WorkerRecord } from '../store/worker-records.ts';
import type { Schedule } from './poll-queue.ts';

export type ReconcileStep =
  | { kind: 'open-gate'; exchange: string }
  | { kind: 'close-gate'; exchange: string; desired: 'blacklisted' | 'paused' | 'stopped' }
  /** `anew`: it is there but does not make jobs any more. */
  | { kind: 'schedule'; exchange: string; everyMs: number; anew: boolean }
  | { kind: 'unschedule'; exchange: string }
  | { kind: 'take-over'; exchange: string; node: string }
  | { kind: 'restart'; exchange: string; reason: string }
  | { kind: 'forget-node'; node: string };

/** A restarted worker that brought nothing by then does not hold up the others. */
const RESTART_SETTLES_MS = 5_000;
/** At most this part of the workers, and at least one, restarts at once. */
const ROLLING_SHARE = 0.2;
const FORGET_NODE_MS = 3_600_000;
/** Schedules of short intervals get this long to run late before they count as overdue. */
const MIN_OVERDUE_MS = 1_000;

/** What is to be done so that gates, schedules and workers are as the registry wants them. Pure. */
export function planReconcile(input: {
  set: KnownSet;
  plans: ReadonlyMap<string, Plan>;
  schedules: Schedule[];
  snapshot: Snapshot;
}): ReconcileStep[] {
  const { set, plans, schedules, snapshot } = input;
  const scheduled = new Map(schedules.map((schedule) => [schedule.exchange, schedule]));
  const steps: ReconcileStep[] = [];

  for (const [exchange, record] of snapshot.records) {
    if (plans.has(exchange)) continue;
    const desired = haltedAs(exchange, set);
    if (record.gate !== null && record.gate !== desired)
      steps.push({ kind: 'close-gate', exchange, desired });
    if (scheduled.has(exchange)) steps.push({ kind: 'unschedule', exchange });
  }
  for (const [exchange, plan] of plans) {
    const record = snapshot.records.get(exchange);
    const schedule = scheduled.get(exchange);
    if (record?.gate !== 'running') steps.push({ kind: 'open-gate', exchange });
    if (schedule?.everyMs !== plan.effectiveIntervalMs || isOverdue(schedule, snapshot.now)) {
      const anew = schedule?.everyMs === plan.effectiveIntervalMs;
      steps.push({ kind: 'schedule', exchange, everyMs: plan.effectiveIntervalMs, anew });
    }
    const lost = record && lostNode(record, snapshot);
    if (lost) steps.push({ kind: 'take-over', exchange, node: lost });
  }
  steps.push(...rollingRestarts(plans, snapshot));
  for (const [node, at] of snapshot.beats) {
    if (snapshot.now - at > FORGET_NODE_MS) steps.push({ kind: 'forget-node', node });
  }
  return steps;
}

function haltedAs(exchange: string, { blacklisted, paused, active }: KnownSet) {
  if (blacklisted.includes(exchange)) return 'blacklisted';
  return paused.includes(exchange) && Object.hasOwn(active, exchange) ? 'paused' : 'stopped';
}

/** A schedule makes its next job when the last one is taken up: one interval past due, two have gone by. */
function isOverdue(schedule: Schedule, now: number): boolean {
  return now - schedule.next > Math.max(schedule.everyMs, MIN_OVERDUE_MS);
}

/** The node that polled last, when it is gone and left no turn that still holds. */
function lostNode(record: WorkerRecord, { now, beats }: Snapshot): string | undefined {
  if (record.node === null || record.turnHeldUntil > now) return undefined;
  return now - (beats.get(record.node) ?? 0) > NODE_LOST_MS ? record.node : undefined;
}

function rollingRestarts(plans: ReadonlyMap<string, Plan>, { now, records }: Snapshot): ReconcileStep[] {
  const active = [...plans.keys()].flatMap((exchange) => {
    const record = records.get(exchange);
    return record ? [{ exchange, record }] : [];
  });
  const settling = active.filter(({ record }) => isSettling(record, now)).length;
  const free = Math.max(1, Math.floor(ROLLING_SHARE * active.length)) - settling;
  return active
    .filter(({ record }) => record.restartWanted !== null)
    .slice(0, Math.max(free, 0))
    .map(({ exchange, record }) => ({ kind: 'restart', exchange, reason: record.restartWanted ?? '' }));
}

function isSettling({ restartedAt, lastSuccessAt, lastFailureAt }: WorkerRecord, now: number): boolean {
  if (restartedAt === null || now - restartedAt > RESTART_SETTLES_MS) return false;
  return Math.max(lastSuccessAt ?? 0, lastFailureAt ?? 0) < restartedAt;
}

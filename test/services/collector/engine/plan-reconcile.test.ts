import { describe, expect, it } from '@jest/globals';
import { planReconcile, type ReconcileStep } from '#services/collector/engine/plan-reconcile.ts';
import type { Schedule } from '#services/collector/engine/poll-queue.ts';
import type { KnownSet } from '#services/collector/registry/known-set.ts';
import { planOf } from '#services/collector/registry/plan.ts';
import type { WorkerRecord } from '#services/collector/store/worker-records.ts';

const NOW = 5_000_000;
const EVERY = 1_000;

const record = (changes: Partial<WorkerRecord> = {}): WorkerRecord => ({
  gate: 'running',
  gateSince: NOW - 60_000,
  turnHeldUntil: 0,
  node: 'a',
  generation: 1,
  startedAt: NOW - 60_000,
  lastAttemptAt: NOW - 300,
  lastSuccessAt: NOW - 200,
  lastFailureAt: null,
  failingSince: null,
  healthySince: NOW - 50_000,
  bannedUntil: null,
  retryAt: null,
  quarantinedAt: null,
  ok: 1,
  failed: 0,
  consecutiveErrors: 0,
  latencies: [],
  lastError: null,
  omission: null,
  symbols: null,
  mode: null,
  restarts: 0,
  restartedAt: null,
  restartReason: null,
  restartWanted: null,
  recorded: null,
  announcedId: null,
  rate: { requests: 0, weight: 0, usedWeight: 0 },
  ...changes,
});
const due = (exchange: string, changes: Partial<Schedule> = {}): Schedule => ({
  exchange,
  everyMs: EVERY,
  next: NOW + 400,
  ...changes,
});

interface World {
  active: string[];
  blacklisted?: string[];
  paused?: string[];
  schedules?: Schedule[];
  records?: Record<string, WorkerRecord>;
  beats?: Record<string, number>;
}
function steps({
  active,
  blacklisted = [],
  paused = [],
  schedules,
  records,
  beats = { a: NOW - 400 },
}: World): ReconcileStep[] {
  const settings = { pollIntervalMs: EVERY, symbols: [], rateLimitMs: 10 };
  const set: KnownSet = {
    version: 1,
    readAt: 1,
    active: Object.fromEntries(active.map((id) => [id, settings])),
    blacklisted,
    paused,
    available: [],
  };
  return planReconcile({
    set,
    plans: new Map(
      active.filter((id) => !paused.includes(id)).map((id) => [id, planOf(id, settings, EVERY)]),
    ),
    schedules: schedules ?? active.map((id) => due(id)),
    snapshot: {
      now: NOW,
      beats: new Map(Object.entries(beats)),
      records: new Map(Object.entries(records ?? Object.fromEntries(active.map((id) => [id, record()])))),
    },
  });
}

describe('planReconcile', () => {
  it('has nothing to do when all is as it should be', () => {
    expect(steps({ active: ['x', 'y'] })).toEqual([]);
  });

  it('opens gates and makes schedules of what is new, or was lost', () => {
    const records = { x: record({ gate: null, node: null }) };
    expect(steps({ active: ['x'], schedules: [], records })).toEqual([
      { kind: 'open-gate', exchange: 'x' },
      { kind: 'schedule', exchange: 'x', everyMs: EVERY, anew: false },
    ]);
  });

  it('changes an interval, and makes anew what is overdue', () => {
    expect(steps({ active: ['x'], schedules: [due('x', { everyMs: 5_000 })] })).toEqual([
      { kind: 'schedule', exchange: 'x', everyMs: EVERY, anew: false },
    ]);
    expect(steps({ active: ['x'], schedules: [due('x', { next: NOW - EVERY })] })).toEqual([]);
    expect(steps({ active: ['x'], schedules: [due('x', { next: NOW - EVERY - 1 })] })).toEqual([
      { kind: 'schedule', exchange: 'x', everyMs: EVERY, anew: true },
    ]);
  });

  it('closes the gate before it removes the schedule', () => {
    const world = { schedules: [due('x'), due('y')], records: { x: record(), y: record() }, active: [] };
    expect(steps({ ...world, blacklisted: ['x'] })).toEqual([
      { kind: 'close-gate', exchange: 'x', desired: 'blacklisted' },
      { kind: 'unschedule', exchange: 'x' },
      { kind: 'close-gate', exchange: 'y', desired: 'stopped' },
      { kind: 'unschedule', exchange: 'y' },
    ]);
    expect(
      steps({ active: [], blacklisted: ['x'], schedules: [], records: { x: record({ gate: null }) } }),
    ).toEqual([]);
  });

  it('closes the gate of what is paused, and opens it again afterwards', () => {
    const world = { active: ['x'], paused: ['x'] };
    expect(steps(world)).toEqual([
      { kind: 'close-gate', exchange: 'x', desired: 'paused' },
      { kind: 'unschedule', exchange: 'x' },
    ]);
    const closed = { x: record({ gate: 'paused' }) };
    expect(steps({ ...world, schedules: [], records: closed })).toEqual([]);
    expect(steps({ active: ['x'], schedules: [], records: closed })[0]).toEqual({
      kind: 'open-gate',
      exchange: 'x',
    });
    // neither active any more nor paused, whatever the list of pauses still says
    expect(steps({ active: [], paused: ['x'], schedules: [due('x')], records: closed })[0]).toEqual({
      kind: 'close-gate',
      exchange: 'x',
      desired: 'stopped',
    });
  });

  it('takes over from a node that gives no sign of life, once its turn has lapsed', () => {
    const beats = { a: NOW - 3_001 };
    expect(steps({ active: ['x'], beats })).toEqual([{ kind: 'take-over', exchange: 'x', node: 'a' }]);
    expect(steps({ active: ['x'], beats: {} })).toEqual([{ kind: 'take-over', exchange: 'x', node: 'a' }]);
    expect(steps({ active: ['x'], beats, records: { x: record({ turnHeldUntil: NOW + 1 }) } })).toEqual([]);
    expect(steps({ active: ['x'], beats, records: { x: record({ node: null }) } })).toEqual([]);
  });

  it('forgets nodes that are long gone', () => {
    const beats = { a: NOW, b: NOW - 3_600_001 };
    expect(steps({ active: ['x'], beats })).toEqual([{ kind: 'forget-node', node: 'b' }]);
  });

  it('restarts a fifth of the workers at once, and waits until those have settled', () => {
    const ids = Array.from({ length: 10 }, (_, index) => `x${index}`);
    const wanted = record({ restartWanted: 'refresh' });
    const settling = record({ restartedAt: NOW - 100 });
    const world = (first: WorkerRecord) => ({
      active: ids,
      records: Object.fromEntries(ids.map((id, index) => [id, index === 0 ? first : wanted])),
    });
    const restarted = (first: WorkerRecord) =>
      steps(world(first)).map((step) => 'exchange' in step && step.exchange);
    expect(restarted(wanted)).toEqual(['x0', 'x1']);
    expect(restarted(settling)).toEqual(['x1']);
    expect(restarted(record({ restartedAt: NOW - 500 }))).toEqual(['x1', 'x2']); // succeeded since
    expect(restarted(record({ restartedAt: NOW - 5_001, lastSuccessAt: null }))).toEqual(['x1', 'x2']);
  });
});

import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { WorkerDetail, WorkerReport, WorkersReport } from '#lib/domain/worker.ts';
import type { DerivedState } from '../state/derive-state.ts';
import { countByState, overallStatus } from '../state/overall-status.ts';
import { workerReport, workerState } from '../state/worker-report.ts';
import { NODE_LOST_MS, type Nodes } from '../store/nodes.ts';
import type { Timeline } from '../store/timeline.ts';
import { readSnapshot, type Snapshot, type WorkerRecord } from '../store/worker-records.ts';
import type { DesiredSet, DesiredWorker } from './desired-set.ts';
import type { PollQueue } from './poll-queue.ts';

const COMPUTED_AT_MOST_EVERY_MS = 1_000;

/** Workers' reports. Whoever derives a state that differs from the last recorded one records the transition. */
export interface WorkersView {
  /** At most a second old. `undefined` while the registry is not known. */
  all(): Promise<WorkersReport | undefined>;
  /** As of now. `undefined` while the registry is not known. */
  one(exchange: string): Promise<WorkerDetail | 'unknown' | 'not-active' | undefined>;
  /** Those of these that are active or blacklisted, as of now. */
  some(exchanges: Iterable<string>): Promise<WorkerReport[]>;
  /** Records and announces what `snapshot` shows; for the node that reconciles. */
  observe(snapshot: Snapshot): Promise<void>;
}

export function workersView(parts: {
  redis: Redis;
  queue: Pick<PollQueue, 'schedules'>;
  timeline: Timeline;
  desired: DesiredSet;
  nodes: Pick<Nodes, 'list'>;
  instanceId: string;
  log: Logger;
}): WorkersView {
  const { redis, queue, timeline, desired, instanceId, log } = parts;
  let computed: { at: number; report: Promise<WorkersReport> } | undefined;
  /** Since when this node has seen no record of a worker, by Redis' clock: it is new, or all data was lost. */
  const unrecordedSince = new Map<string, number>();

  function knownSince({ plan, knownSince }: DesiredWorker, { startedAt }: WorkerRecord, now: number): number {
    if (startedAt !== null) unrecordedSince.delete(plan.exchange);
    else if (!unrecordedSince.has(plan.exchange)) unrecordedSince.set(plan.exchange, now);
    return Math.max(knownSince, unrecordedSince.get(plan.exchange) ?? 0);
  }

  const find = (exchanges: Iterable<string>) =>
    [...exchanges].flatMap((exchange) => desired.find(exchange) ?? []);

  /** The states of these as `snapshot` has them; what is new is recorded. */
  async function observed(wanted: DesiredWorker[], snapshot: Snapshot) {
    const seen = wanted.flatMap((worker) => {
      const record = snapshot.records.get(worker.plan.exchange);
      if (!record) return [];
      const { now } = snapshot;
      const since = knownSince(worker, record, now);
      const input = { ...worker, knownSince: since, record, nodeAlive: isAlive(record.node, snapshot), now };
      return { input, derived: workerState(input) };
    });
    const recording = seen.flatMap(({ input: { plan, record }, derived }) => {
      const { recorded, generation } = record;
      if (!isTransition(derived, record)) return [];
      return timeline.record(plan.exchange, { ...derived, generation }, recorded);
    });
    // a state is worth knowing even when it cannot be written now
    await Promise.all(recording).catch((err) => log.warn({ err: String(err) }, 'transitions not recorded'));
    return seen;
  }

  async function some(exchanges: Iterable<string>): Promise<WorkerReport[]> {
    const wanted = find(exchanges);
    const ids = wanted.map(({ plan }) => plan.exchange);
    const [snapshot, schedules] = await Promise.all([readSnapshot(redis, ids), queue.schedules()]);
    const due = new Map(schedules.map(({ exchange, next }) => [exchange, next]));
    return (await observed(wanted, snapshot)).map(({ input, derived }) =>
      workerReport({ ...input, nextRunAt: due.get(input.plan.exchange) ?? null }, derived),
    );
  }

  async function compute(): Promise<WorkersReport> {
    const asOf = new Date().toISOString();
    const [workers, nodes] = await Promise.all([some(desired.exchanges()), parts.nodes.list()]);
    return {
      status: overallStatus(workers),
      summary: { total: workers.length, byState: countByState(workers) },
      source: { instanceId, asOf },
      workers,
      nodes,
      timestamp: asOf,
    };
  }

  return {
    some,
    async one(exchange) {
      if (!desired.current()) return undefined;
      const [worker] = await some([exchange]);
      return worker ? { ...worker, timeline: await timeline.read(exchange) } : desired.absence(exchange);
    },
    async all() {
      if (!desired.current()) return undefined;
      if (!computed || performance.now() - computed.at >= COMPUTED_AT_MOST_EVERY_MS) {
        computed = { at: performance.now(), report: compute() };
        computed.report.catch(() => {
          computed = undefined;
        });
      }
      return computed.report;
    },
    async observe(snapshot) {
      await observed(find(snapshot.records.keys()), snapshot);
      for (const [exchange, { recorded, announcedId }] of snapshot.records) {
        if (recorded && recorded.id !== announcedId) await timeline.announce(exchange, announcedId);
      }
    },
  };
}

function isTransition({ state, reason }: DerivedState, { recorded, generation }: WorkerRecord): boolean {
  return recorded?.state !== state || recorded.code !== reason.code || recorded.generation !== generation;
}

function isAlive(node: string | null, { now, beats }: Snapshot): boolean | null {
  return node === null ? null : now - (beats.get(node) ?? 0) <= NODE_LOST_MS;
}

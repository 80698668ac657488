import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { WorkerDetail, WorkerReport, WorkersReport } from '#lib/domain/worker.ts';
import { countByState, overallStatus } from '../state/overall-status.ts';
import { workerReport } from '../state/worker-report.ts';
import { NODE_LOST_MS } from '../store/nodes.ts';
import type { Timeline } from '../store/timeline.ts';
import { readSnapshot, type Snapshot, type WorkerRecord } from '../store/worker-records.ts';
import type { DesiredSet, DesiredWorker } from './desired-set.ts';
import type { PollQueue, Schedule } from './poll-queue.ts';

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
  observe(snapshot: Snapshot, schedules: Schedule[]): Promise<void>;
}

export function workersView(parts: {
  redis: Redis;
  queue: Pick<PollQueue, 'schedules'>;
  timeline: Timeline;
  desired: DesiredSet;
  instanceId: string;
  log: Logger;
}): WorkersView {
  const { redis, queue, timeline, desired, instanceId, log } = parts;
  let computed: { at: number; report: Promise<WorkersReport> } | undefined;

  const find = (exchanges: Iterable<string>) =>
    [...exchanges].flatMap((exchange) => desired.find(exchange) ?? []);

  async function observed(wanted: DesiredWorker[], snapshot: Snapshot, schedules: Schedule[]) {
    const due = new Map(schedules.map(({ exchange, next }) => [exchange, next]));
    const pairs = wanted.flatMap((worker) => {
      const record = snapshot.records.get(worker.plan.exchange);
      if (!record) return [];
      const nextRunAt = due.get(worker.plan.exchange) ?? null;
      const nodeAlive = isAlive(record.node, snapshot);
      return { record, report: workerReport({ ...worker, record, nodeAlive, nextRunAt, now: snapshot.now }) };
    });
    const changed = pairs.filter(({ report, record }) => isTransition(report, record.recorded));
    // a report is worth having even when this cannot be written now
    await Promise.all(changed.map(({ report, record }) => timeline.record(report, record.recorded))).catch(
      (err) => log.warn({ err: String(err) }, 'transitions not recorded'),
    );
    return pairs.map(({ report }) => report);
  }

  async function some(exchanges: Iterable<string>): Promise<WorkerReport[]> {
    const wanted = find(exchanges);
    const ids = wanted.map(({ plan }) => plan.exchange);
    const [snapshot, schedules] = await Promise.all([readSnapshot(redis, ids), queue.schedules()]);
    return observed(wanted, snapshot, schedules);
  }

  async function compute(): Promise<WorkersReport> {
    const asOf = new Date().toISOString();
    const workers = await some(desired.exchanges());
    return {
      status: overallStatus(workers),
      summary: { total: workers.length, byState: countByState(workers) },
      source: { instanceId, asOf },
      workers,
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
    async observe(snapshot, schedules) {
      await observed(find(snapshot.records.keys()), snapshot, schedules);
      for (const [exchange, { recorded, announcedId }] of snapshot.records) {
        if (recorded && recorded.id !== announcedId) await timeline.announce(exchange, announcedId);
      }
    },
  };
}

function isTransition(
  { state, stateReason, generation }: WorkerReport,
  newest: WorkerRecord['recorded'],
): boolean {
  return newest?.state !== state || newest.code !== stateReason.code || newest.generation !== generation;
}

function isAlive(node: string | null, { now, beats }: Snapshot): boolean | null {
  return node === null ? null : now - (beats.get(node) ?? 0) <= NODE_LOST_MS;
}

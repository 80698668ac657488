import type { Redis } from 'ioredis';
import type { WorkerReport, WorkersReport } from '#lib/domain/worker.ts';
import { countByState, overallStatus } from '../state/overall-status.ts';
import { workerReport } from '../state/worker-report.ts';
import { NODE_LOST_MS } from '../store/nodes.ts';
import { readSnapshot, type Snapshot } from '../store/worker-records.ts';
import type { DesiredSet } from './desired-set.ts';
import type { PollQueue } from './poll-queue.ts';

const COMPUTED_AT_MOST_EVERY_MS = 1_000;

export interface WorkersView {
  /** At most a second old. `undefined` while the registry is not known. */
  all(): Promise<WorkersReport | undefined>;
  /** As of now. `undefined` while the registry is not known. */
  one(exchange: string): Promise<WorkerReport | 'unknown' | 'not-active' | undefined>;
  /** Those of these that are active or blacklisted, as of now. */
  some(exchanges: Iterable<string>): Promise<WorkerReport[]>;
}

export function workersView(parts: {
  redis: Redis;
  queue: Pick<PollQueue, 'schedules'>;
  desired: DesiredSet;
  instanceId: string;
}): WorkersView {
  const { redis, queue, desired, instanceId } = parts;
  let computed: { at: number; report: Promise<WorkersReport> } | undefined;

  async function some(exchanges: Iterable<string>): Promise<WorkerReport[]> {
    const wanted = [...exchanges].flatMap((exchange) => desired.find(exchange) ?? []);
    const [snapshot, schedules] = await Promise.all([
      readSnapshot(
        redis,
        wanted.map(({ plan }) => plan.exchange),
      ),
      queue.schedules(),
    ]);
    const due = new Map(schedules.map(({ exchange, next }) => [exchange, next]));
    return wanted.flatMap((worker) => {
      const record = snapshot.records.get(worker.plan.exchange);
      const nextRunAt = due.get(worker.plan.exchange) ?? null;
      if (!record) return [];
      return workerReport({
        ...worker,
        record,
        nodeAlive: isAlive(record.node, snapshot),
        nextRunAt,
        now: snapshot.now,
      });
    });
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
      return worker ?? desired.absence(exchange);
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
  };
}

function isAlive(node: string | null, { now, beats }: Snapshot): boolean | null {
  return node === null ? null : now - (beats.get(node) ?? 0) <= NODE_LOST_MS;
}

import type { Redis } from 'ioredis';
import type { WorkerState } from '#lib/domain/worker.ts';
import { COLLECTOR_KEYS, marketKeys } from '#lib/redis-keys.ts';
import type { RecordedError, WorkerFacts } from '../state/worker-facts.ts';
import { type RateUse, rateUse } from './rate-limiter.ts';

/** All that is recorded of one exchange's worker (turn-scripts.ts, status-scripts.ts). */
export interface WorkerRecord {
  /** What the gate was last set to; `null` without one. */
  gate: string | null;
  gateSince: number | null;
  turnHeldUntil: number;
  /** Who polled last. */
  node: string | null;
  generation: number;
  startedAt: number | null;
  lastAttemptAt: number | null;
  lastSuccessAt: number | null;
  lastFailureAt: number | null;
  failingSince: number | null;
  healthySince: number | null;
  bannedUntil: number | null;
  retryAt: number | null;
  quarantinedAt: number | null;
  ok: number;
  failed: number;
  consecutiveErrors: number;
  latencies: number[];
  lastError: RecordedError | null;
  omission: WorkerFacts['omission'];
  symbols: string[] | null;
  restarts: number;
  restartedAt: number | null;
  restartReason: string | null;
  /** Why it is waiting for its turn in a rolling restart. */
  restartWanted: string | null;
  /** The newest transition that was recorded; `id` is its entry in the timeline. */
  recorded: { id: string; state: WorkerState; code: string; generation: number } | null;
  /** The last entry of the timeline that the stream of state changes has. */
  announcedId: string | null;
  rate: RateUse;
}

export interface Snapshot {
  /** Redis' clock, milliseconds. */
  now: number;
  records: Map<string, WorkerRecord>;
  /** Last sign of life of each node. */
  beats: Map<string, number>;
}

/** Reads the records of `exchanges` and the nodes' signs of life, as of one instant of Redis' clock. */
export async function readSnapshot(redis: Redis, exchanges: Iterable<string>): Promise<Snapshot> {
  const ids = [...exchanges];
  const pipeline = redis.pipeline().time().hgetall(COLLECTOR_KEYS.nodes);
  for (const id of ids)
    pipeline.hgetall(marketKeys(id).fence).hgetall(marketKeys(id).status).hgetall(marketKeys(id).rate);
  const replies = ((await pipeline.exec()) ?? []).map(([error, reply]) => {
    if (error) throw error;
    return reply;
  });
  const [time, beats, ...hashes] = replies as [[string, string], Hash, ...Hash[]];
  const now = Number(time[0]) * 1000 + Math.floor(Number(time[1]) / 1000);
  const record = (at: number) => {
    const [fence = {}, status = {}, rate = {}] = hashes.slice(3 * at, 3 * at + 3);
    return recordOf(fence, status, rateUse(rate, now));
  };
  return {
    now,
    beats: new Map(Object.entries(beats).map(([node, at]) => [node, Number(at)])),
    records: new Map(ids.map((id, at) => [id, record(at)])),
  };
}

type Hash = Record<string, string>;

function recordOf(fence: Hash, status: Hash, rate: RateUse): WorkerRecord {
  const number = (field: string) => (status[field] === undefined ? null : Number(status[field]));
  const omission = json<{ code: string; message: string }>(status.omission);
  return {
    gate: fence.desired ?? null,
    gateSince: fence.desiredAt === undefined ? null : Number(fence.desiredAt),
    turnHeldUntil: Number(fence.until ?? 0),
    node: status.node || null,
    generation: number('generation') ?? 0,
    startedAt: number('startedAt'),
    lastAttemptAt: number('lastAttemptAt'),
    lastSuccessAt: number('lastSuccessAt'),
    lastFailureAt: number('lastFailureAt'),
    failingSince: number('failingSince'),
    healthySince: number('healthySince'),
    bannedUntil: number('bannedUntil'),
    retryAt: number('retryAt'),
    quarantinedAt: number('quarantinedAt'),
    ok: number('ok') ?? 0,
    failed: number('failed') ?? 0,
    consecutiveErrors: number('consecutiveErrors') ?? 0,
    latencies: json<number[]>(status.latencies) ?? [],
    lastError: json<RecordedError>(status.lastError),
    omission: omission && { ...omission, since: number('omissionSince') ?? 0 },
    symbols: json<string[]>(status.symbols),
    restarts: number('restarts') ?? 0,
    restartedAt: number('restartedAt'),
    restartReason: status.restartReason ?? null,
    restartWanted: status.restartWanted ?? null,
    recorded: json<WorkerRecord['recorded']>(status.recorded),
    announcedId: status.announcedId ?? null,
    rate,
  };
}

function json<T>(text: string | undefined): T | null {
  return text === undefined ? null : JSON.parse(text);
}

import type { Redis } from 'ioredis';
import type { WorkerState } from '#lib/domain/worker.ts';
import { COLLECTOR_KEYS, marketKeys } from '#lib/redis-keys.ts';
import type { RecordedError, WorkerFacts } from '../state/worker-facts.ts';
import type { StreamMode } from './market-writer.ts';
import { type RateUse, rateUse } from './rate-limiter.ts';
import { runScriptOnEach, script } from './script.ts';

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
  /** How a worker that streams got its last data; `null` of one that polls. */
  mode: StreamMode | null;
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

/**
 * The hashes in KEYS as one JSON text: names and values in turn. As a text it takes a client a fraction of the time
 * that three replies with a hundred fields take, and every node reads a hundred of these several times a second.
 */
const READ = script(`
local hashes = {}
for at, key in ipairs(KEYS) do hashes[at] = redis.call('HGETALL', key) end
return cjson.encode(hashes)
`);

/** Reads the records of `exchanges` and the nodes' signs of life, as of one instant of Redis' clock. */
export async function readSnapshot(redis: Redis, exchanges: Iterable<string>): Promise<Snapshot> {
  const ids = [...exchanges];
  const [time, beats, records] = await Promise.all([
    redis.time(),
    redis.hgetall(COLLECTOR_KEYS.nodes),
    runScriptOnEach(
      redis,
      READ,
      ids.map((id) => {
        const { fence, status, rate } = marketKeys(id);
        return [fence, status, rate];
      }),
    ),
  ]);
  const now = Number(time[0]) * 1000 + Math.floor(Number(time[1]) / 1000);
  const record = (text: unknown) => {
    const [fence = {}, status = {}, rate = {}] = (JSON.parse(String(text)) as unknown[]).map(hashOf);
    return recordOf(fence, status, rateUse(rate, now));
  };
  return {
    now,
    beats: new Map(Object.entries(beats).map(([node, at]) => [node, Number(at)])),
    records: new Map(ids.map((id, at) => [id, record(records[at])])),
  };
}

type Hash = Record<string, string>;

/** From names and values in turn; an empty hash comes as `{}`. */
function hashOf(flat: unknown): Hash {
  if (!Array.isArray(flat)) return {};
  const hash: Hash = {};
  for (let at = 0; at < flat.length; at += 2) hash[flat[at]] = flat[at + 1];
  return hash;
}

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
    mode: status.mode === 'stream' || status.mode === 'poll' ? status.mode : null,
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

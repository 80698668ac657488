import type { Redis } from 'ioredis';
import type { WorkerState, WorkerTransition } from '#lib/domain/worker.ts';
import { COLLECTOR_KEYS, marketKeys } from '#lib/redis-keys.ts';
import type { DerivedState } from '../state/derive-state.ts';
import { NOW, TEXT } from './lua-snippets.ts';
import { runScript, script } from './script.ts';
import type { WorkerRecord } from './worker-records.ts';

/** Transitions that are kept of one worker. */
export const TIMELINE_LENGTH = 100;
/** State changes that are kept for their followers, about. */
export const STATE_CHANGES_LENGTH = 10_000;

/**
 * Appends a transition if the newest recorded one is still the one that its observer compared with: of several who
 * see the same change one records it, and who saw something older records nothing.
 * KEYS: status, timeline. ARGV: id of that newest one or '', state, code, generation, the transition (JSON).
 */
const RECORD = script(`
${NOW}${TEXT}
local newest = redis.call('HGET', KEYS[1], 'recorded')
if (newest and cjson.decode(newest).id or '') ~= ARGV[1] then return 0 end
local id = redis.call('XADD', KEYS[2], 'MAXLEN', ${TIMELINE_LENGTH}, '*', 'at', text(now), 'transition', ARGV[5])
redis.call('HSET', KEYS[1], 'recorded',
  cjson.encode({id = id, state = ARGV[2], code = ARGV[3], generation = tonumber(ARGV[4])}))
return 1
`);

/** The event that is announced when a worker's state changes; see docs/collector.md. */
export interface StateChanged {
  /** The same for each delivery of the same change. */
  id: string;
  type: 'exchange.worker.state_changed';
  /** ISO 8601. */
  time: string;
  data: { exchange: string; from: WorkerState | null; to: WorkerState } & Pick<
    WorkerTransition,
    'reason' | 'generation' | 'since'
  >;
}

/** What became of each worker, and when that was seen. Derived states are compared with it; it never makes one. */
export interface Timeline {
  /** Records that what is seen differs from `newest`, the newest transition as of the same reading. */
  record(
    exchange: string,
    seen: DerivedState & { generation: number },
    newest: WorkerRecord['recorded'],
  ): Promise<void>;
  /** Newest first. */
  read(exchange: string): Promise<WorkerTransition[]>;
  /** Puts the changes of state after entry `after` on the stream that is followed; at least once each. */
  announce(exchange: string, after: string | null): Promise<void>;
}

export function timeline(redis: Redis): Timeline {
  return {
    async record(exchange, { state, reason, since, generation }, newest) {
      const { status, timeline } = marketKeys(exchange);
      const transition = {
        from: newest?.state ?? null,
        state,
        reason,
        generation,
        since: new Date(since).toISOString(),
      };
      const args = [newest?.id ?? '', state, reason.code, generation, JSON.stringify(transition)];
      await runScript(redis, RECORD, [status, timeline], args);
    },
    async read(exchange) {
      const entries = await redis.xrevrange(marketKeys(exchange).timeline, '+', '-');
      return entries.map(([, fields]) => transitionOf(fields));
    },
    async announce(exchange, after) {
      const { status, timeline } = marketKeys(exchange);
      const entries = await redis.xrange(timeline, after === null ? '-' : `(${after}`, '+');
      let last = after;
      for (const [id, fields] of entries) {
        const { from, state: to, observedAt: time, reason, generation, since } = transitionOf(fields);
        last = id;
        if (from === to) continue;
        const data = { exchange, from, to, reason, generation, since };
        const event: StateChanged = {
          id: `${exchange}:${id}`,
          type: 'exchange.worker.state_changed',
          time,
          data,
        };
        const length = ['MAXLEN', '~', STATE_CHANGES_LENGTH] as const;
        await redis.xadd(COLLECTOR_KEYS.stateChanges, ...length, '*', 'event', JSON.stringify(event));
      }
      if (last !== null) await redis.hset(status, 'announcedId', last);
    },
  };
}

function transitionOf(fields: string[]): WorkerTransition {
  const field = (name: string) => fields[fields.indexOf(name) + 1] ?? '';
  const observedAt = new Date(Number(field('at'))).toISOString();
  return { ...(JSON.parse(field('transition')) as Omit<WorkerTransition, 'observedAt'>), observedAt };
}

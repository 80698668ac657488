import type { Redis } from 'ioredis';
import type { WorkerReport } from '#lib/domain/worker.ts';
import type { KnownSet } from '../registry/known-set.ts';
import type { RegistryFollower } from '../registry/registry-follower.ts';
import type { Turns } from '../store/turns.ts';
import { readSnapshot } from '../store/worker-records.ts';
import type { DesiredSet } from './desired-set.ts';
import type { Reconciler } from './reconciler.ts';
import type { WorkerControl } from './worker-control.ts';
import type { WorkersView } from './workers-view.ts';

export type RestartResult =
  | { kind: 'restarted' | 'halted'; worker: WorkerReport }
  | { kind: 'unknown' | 'not-active' }
  | { kind: 'registry-unavailable'; cause: unknown };

/** Operators' restarts: each reads the registry first and then acts on that reading, or a newer one. */
export interface Restarts {
  /**
   * 1. read the registry
   * 2. blacklisted or paused: close the gate, wait until its last attempt is over
   * 3. active: open the gate, raise the generation, poll at once
   * Schedules follow by the reconciler, which is woken.
   */
  one(exchange: string, reason: string): Promise<RestartResult>;
  /**
   * A rolling restart of all workers that are to run, or those of them that are named; resolves when it is recorded,
   * with the workers as they are then.
   */
  all(
    reason: string,
    named?: string[],
  ): Promise<{ kind: 'begun'; workers: WorkerReport[] } | { kind: 'registry-unavailable'; cause: unknown }>;
}

/** A revoked attempt ends with its next renewal, one of a dead node lapses. */
const ATTEMPT_ENDS_WITHIN_MS = 800;
const LOOK_EVERY_MS = 25;

export function restarts(parts: {
  redis: Redis;
  follower: Pick<RegistryFollower, 'refresh'>;
  desired: DesiredSet;
  turns: Pick<Turns, 'setGate'>;
  control: WorkerControl;
  reconciler: Pick<Reconciler, 'kick'>;
  view: Pick<WorkersView, 'some'>;
}): Restarts {
  const { redis, follower, desired, turns, control, reconciler, view } = parts;

  /** The registry, or why it could not be read: then there is nothing to reconcile with. */
  async function readRegistry(): Promise<KnownSet | { kind: 'registry-unavailable'; cause: unknown }> {
    return follower.refresh().catch((cause) => ({ kind: 'registry-unavailable', cause }));
  }

  async function attemptIsOver(exchange: string): Promise<void> {
    const until = performance.now() + ATTEMPT_ENDS_WITHIN_MS;
    while (performance.now() < until) {
      const { now, records } = await readSnapshot(redis, [exchange]);
      if ((records.get(exchange)?.turnHeldUntil ?? 0) <= now) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  return {
    async one(exchange, reason) {
      const set = await readRegistry();
      if ('kind' in set) return set;
      const wanted = desired.find(exchange)?.desired;
      if (!wanted) return { kind: desired.absence(exchange) };
      await turns.setGate({ exchange, desired: wanted, version: set.version, readAt: set.readAt });
      if (wanted === 'running') await control.restart(exchange, reason);
      else await attemptIsOver(exchange);
      reconciler.kick();
      const [worker] = await view.some([exchange]);
      if (!worker) return { kind: 'not-active' };
      return { kind: wanted === 'running' ? 'restarted' : 'halted', worker };
    },
    async all(reason, named) {
      const set = await readRegistry();
      if ('kind' in set) return set;
      const running = [...(desired.current()?.plans.keys() ?? [])];
      const wanted = named ? running.filter((exchange) => named.includes(exchange)) : running;
      await control.wantRestarts(wanted, reason);
      reconciler.kick();
      return { kind: 'begun', workers: await view.some(wanted) };
    },
  };
}

import type { Redis } from 'ioredis';
import type { DesiredState } from '#lib/domain/worker.ts';
import { marketKeys } from '#lib/redis-keys.ts';
import { runScript } from './script.ts';
import { RELEASE, RENEW, SET_GATE, TAKE } from './turn-scripts.ts';

/** A turn that is not renewed for so long is over; its holder counts itself out a little earlier. */
export const LAPSE_MS = 600;
export const RENEW_EVERY_MS = 150;

export interface Turn {
  exchange: string;
  /** Fencing token, decimal: only the latest one may write. */
  token: string;
  generation: number;
  /** How often the worker was restarted: a higher number wants a fresh ccxt instance. */
  restarts: number;
  /** Milliseconds since its last restart; `Infinity` without one. */
  restartedMsAgo: number;
  /** Failures in a row before this attempt. */
  failures: number;
  /** Quarantined: the exchange has to answer a probe before it is polled. */
  probeFirst: boolean;
}

export type TakeResult =
  | { kind: 'taken'; turn: Turn }
  /** Another attempt is under way; its turn lapses in `waitMs` at the latest. */
  | { kind: 'held'; waitMs: number }
  /** Too soon after the last one, or the exchange is to be left alone; for `waitMs`. */
  | { kind: 'early'; waitMs: number }
  /** No attempt may begin. */
  | { kind: 'closed' };

/** What the registry says of one exchange, and which reading of it. */
export interface GateOrder {
  exchange: string;
  desired: DesiredState;
  version: number | null;
  readAt: number;
}

/** Who may poll an exchange, and who may write what it polled; see docs/collector.md. */
export interface Turns {
  take(exchange: string, spacingMs: number): Promise<TakeResult>;
  /** False when the turn is lost. */
  renew(turn: Turn): Promise<boolean>;
  release(turn: Turn): Promise<void>;
  /** Milliseconds until a turn that is still held lapses; `undefined` when a newer reading is in force. */
  setGate(order: GateOrder): Promise<number | undefined>;
}

export function turns(redis: Redis, node: string): Turns {
  const keys = (exchange: string) => [marketKeys(exchange).fence, marketKeys(exchange).status];
  return {
    async take(exchange, spacingMs) {
      const reply = await runScript(redis, TAKE, keys(exchange), [node, LAPSE_MS, spacingMs]);
      const [kind, ...values] = reply as [string, ...string[]];
      if (kind === 'CLOSED') return { kind: 'closed' };
      if (kind === 'HELD') return { kind: 'held', waitMs: Number(values[0]) };
      if (kind === 'EARLY') return { kind: 'early', waitMs: Number(values[0]) };
      const [token = '', generation, restarts, failures, quarantined, restartedAgo] = values;
      const turn = {
        exchange,
        token,
        generation: Number(generation),
        restarts: Number(restarts),
        restartedMsAgo: Number(restartedAgo),
        failures: Number(failures),
        probeFirst: quarantined === '1',
      };
      return { kind: 'taken', turn };
    },
    async renew({ exchange, token }) {
      return (await runScript(redis, RENEW, keys(exchange), [token, node, LAPSE_MS])) === 1;
    },
    async release({ exchange, token }) {
      await runScript(redis, RELEASE, keys(exchange), [token]);
    },
    async setGate({ exchange, desired, version, readAt }) {
      const args = [desired, version ?? '', readAt, LAPSE_MS];
      const reply = await runScript(redis, SET_GATE, keys(exchange), args);
      if (reply === 'OLDER') return undefined;
      return reply === 'ABSENT' ? 0 : Number(reply);
    },
  };
}

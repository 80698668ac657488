import type { DesiredState } from '#lib/domain/worker.ts';
import type { KnownSet } from '../registry/known-set.ts';
import { type Plan, planOf } from '../registry/plan.ts';

export interface DesiredWorker {
  plan: Plan;
  desired: DesiredState;
  /** Since when this node knows that it is to be so, milliseconds of its clock. */
  knownSince: number;
}

/** What the known set asks of each exchange. */
export interface DesiredSet {
  update(set: KnownSet): void;
  current(): { set: KnownSet; plans: ReadonlyMap<string, Plan> } | undefined;
  /** `undefined`: neither active nor blacklisted. */
  find(exchange: string): DesiredWorker | undefined;
  /** Why `find` gives nothing: ccxt does not know it, or nobody configured it. */
  absence(exchange: string): 'unknown' | 'not-active';
  /** All that are active, paused or blacklisted, sorted. */
  exchanges(): string[];
}

const NO_SETTINGS = { pollIntervalMs: null, symbols: null, rateLimitMs: null };

export function desiredSet(defaultIntervalMs: number): DesiredSet {
  let current: { set: KnownSet; plans: Map<string, Plan> } | undefined;
  let workers = new Map<string, DesiredWorker>();

  return {
    update(set) {
      const before = workers;
      const worker = (exchange: string, desired: DesiredState): [string, DesiredWorker] => {
        const known = before.get(exchange);
        const knownSince = known?.desired === desired ? known.knownSince : Date.now();
        // ids like `constructor` are possible
        const settings = Object.hasOwn(set.active, exchange) ? set.active[exchange] : undefined;
        const plan = planOf(exchange, settings ?? NO_SETTINGS, defaultIntervalMs);
        return [exchange, { plan, desired, knownSince }];
      };
      // a blacklisted id that the registry also lists as active is not polled
      const active = Object.keys(set.active).filter((exchange) => !set.blacklisted.includes(exchange));
      workers = new Map([
        ...active.map((exchange) => worker(exchange, set.paused.includes(exchange) ? 'paused' : 'running')),
        ...set.blacklisted.map((exchange) => worker(exchange, 'blacklisted')),
      ]);
      const running = [...workers.values()].filter(({ desired }) => desired === 'running');
      current = { set, plans: new Map(running.map(({ plan }) => [plan.exchange, plan])) };
    },
    current: () => current,
    find: (exchange) => workers.get(exchange),
    absence: (exchange) => (current?.set.available.includes(exchange) ? 'not-active' : 'unknown'),
    exchanges: () => [...workers.keys()].sort(),
  };
}

import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { COLLECTOR_KEYS } from '#lib/redis-keys.ts';
import type { KnownSet } from '../registry/known-set.ts';
import type { Plan } from '../registry/plan.ts';
import type { Nodes } from '../store/nodes.ts';
import { runScript, script } from '../store/script.ts';
import type { Turns } from '../store/turns.ts';
import { readSnapshot } from '../store/worker-records.ts';
import { planReconcile, type ReconcileStep } from './plan-reconcile.ts';
import type { PollQueue } from './poll-queue.ts';
import type { WorkerControl } from './worker-control.ts';
import type { WorkersView } from './workers-view.ts';

const EVERY_MS = 250;
const LEASE_MS = 3_000;
/** A little less, so that a node that comes in time finds it over. */
const REST_MS = 225;
/** Who has reconciled leaves a rest behind, which only an urgent one does not wait for. ARGV: owner, lease, urgent. */
const REST = 'rest';
const BEGIN = script(`
local holder = redis.call('GET', KEYS[1])
if holder and not (holder == '${REST}' and ARGV[3] == '1') then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`);
const END = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], '${REST}', 'PX', ARGV[2])
return 1
`);

export interface Reconciler {
  start(): void;
  /** Reconciles as soon as it can, without being waited for. */
  kick(): void;
  stop(): Promise<void>;
}

/**
 * Compares what runs with what the registry wants, four times a second in all, one node at a time, and changes only
 * the difference. The lease spares work; safety is the gates', which go by the registry's version.
 */
export function reconciler(parts: {
  redis: Redis;
  queue: PollQueue;
  turns: Pick<Turns, 'setGate'>;
  control: WorkerControl;
  nodes: Pick<Nodes, 'leave'>;
  view: Pick<WorkersView, 'observe' | 'some'>;
  desired: () => { set: KnownSet; plans: ReadonlyMap<string, Plan> } | undefined;
  log: Logger;
}): Reconciler {
  const { redis, queue, turns, control, nodes, view, log } = parts;
  const owner = randomUUID();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let urgent = false;
  let stopped = false;

  async function reconcile(): Promise<void> {
    const begin = [owner, LEASE_MS, urgent ? 1 : 0];
    urgent = false;
    const desired = parts.desired();
    if (!desired) return;
    if ((await runScript(redis, BEGIN, [COLLECTOR_KEYS.reconciler], begin)) === 0) return;
    try {
      const schedules = await queue.schedules();
      const ids = new Set([
        ...desired.plans.keys(),
        ...desired.set.blacklisted,
        ...desired.set.paused,
        ...schedules.map(({ exchange }) => exchange),
      ]);
      const snapshot = await readSnapshot(redis, ids);
      await view.observe(snapshot);
      const steps = planReconcile({ ...desired, schedules, snapshot });
      await carryOut(steps, desired.set);
      // what a step brings about may be over before the next round
      const touched = new Set(steps.flatMap((step) => ('exchange' in step ? step.exchange : [])));
      if (touched.size > 0) await view.some(touched);
    } finally {
      await runScript(redis, END, [COLLECTOR_KEYS.reconciler], [owner, REST_MS]);
    }
  }

  async function carryOut(steps: ReconcileStep[], set: KnownSet): Promise<void> {
    const outdated = new Set<string>();
    for (const step of steps) {
      if ('exchange' in step && outdated.has(step.exchange)) continue;
      log.info(step, 'reconcile');
      if (!(await carryOutOne(step, set)) && 'exchange' in step) outdated.add(step.exchange);
    }
  }

  /** False when this node's knowledge of the exchange is older than what is in force. */
  async function carryOutOne(step: ReconcileStep, { version, readAt }: KnownSet): Promise<boolean> {
    const { exchange } = { exchange: '', ...step };
    switch (step.kind) {
      case 'open-gate':
        return (await turns.setGate({ exchange, desired: 'running', version, readAt })) !== undefined;
      case 'close-gate':
        return (await turns.setGate({ exchange, desired: step.desired, version, readAt })) !== undefined;
      case 'schedule':
        if (step.anew) await queue.unschedule(exchange);
        await queue.schedule(exchange, step.everyMs);
        await queue.runNow(exchange);
        return true;
      case 'unschedule':
        await queue.unschedule(exchange);
        return true;
      case 'take-over':
        await control.takeOver(exchange, step.node);
        return true;
      case 'restart':
        await control.restart(exchange, step.reason);
        return true;
      case 'forget-node':
        await nodes.leave(step.node);
        return true;
    }
  }

  function run(): void {
    if (stopped) return;
    clearTimeout(timer);
    if (running) return;
    running = reconcile()
      .catch((err) => log.warn({ err: String(err) }, 'could not reconcile, trying again'))
      .finally(() => {
        running = undefined;
        timer = setTimeout(run, urgent ? 0 : EVERY_MS);
      });
  }

  return {
    start: run,
    kick() {
      urgent = true;
      run();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
      clearTimeout(timer);
    },
  };
}

import { eventBridgeBus } from '../events/event-bus.ts';
import { type Publisher, stateChangePublisher } from '../events/publish-state-changes.ts';
import { registryFollower } from '../registry/registry-follower.ts';
import { rememberedSet } from '../registry/remembered-set.ts';
import { marketWriter } from '../store/market-writer.ts';
import { BEAT_EVERY_MS, nodes } from '../store/nodes.ts';
import { commandClient, queueClient } from '../store/redis-clients.ts';
import { timeline } from '../store/timeline.ts';
import { turns } from '../store/turns.ts';
import type { CollectorOptions, CollectorParts } from './collector-options.ts';
import { desiredSet } from './desired-set.ts';
import { type Pauses, pauses } from './pauses.ts';
import { pollQueue } from './poll-queue.ts';
import { polling } from './polling.ts';
import { reconciler } from './reconciler.ts';
import { type Restarts, restarts } from './restarts.ts';
import { workerControl } from './worker-control.ts';
import { type WorkersView, workersView } from './workers-view.ts';

/** Jobs of one exchange at once: one that polls, others that wait for its turn. */
const JOBS_PER_EXCHANGE = 3;
const MIN_JOBS = 10;

export interface Collector {
  view: WorkersView;
  restarts: Restarts;
  pauses: Pauses;
  /** What it lacks to do its work, or `undefined`. */
  unreadiness(): Promise<string | undefined>;
  /** What became of the events that this node sent to the bus; `undefined` without one. */
  eventCounts(): ReturnType<Publisher['counts']> | undefined;
  start(): void;
  /** Takes no more jobs, ends its attempts and gives their turns back. */
  stop(): Promise<void>;
}

/** One collector node, put together. */
export function collector(options: CollectorOptions): Collector {
  const { instanceId, redisUrl, log } = options;
  const redis = commandClient(redisUrl, log);
  const queueRedis = queueClient(redisUrl, log);
  let prepared: Promise<void> | undefined;
  const desired = desiredSet(options.defaultPollIntervalMs);
  const parts: CollectorParts = { turns, writer: marketWriter, reconciler, ...options.parts };
  const turn = parts.turns(redis, instanceId);
  const presence = nodes(redis, instanceId);
  const polls = polling(options, {
    redis,
    turns: turn,
    writer: parts.writer(redis),
    async findPlan(exchange) {
      // another node may have learned of an exchange a moment earlier
      if (desired.find(exchange)?.desired !== 'running') await follower.refresh().catch(() => undefined);
      return desired.current()?.plans.get(exchange);
    },
  });
  const queue = pollQueue({ commands: redis, blocking: queueRedis, onJob: polls.poll, log });
  const control = workerControl(redis, queue);
  const view = workersView({
    redis,
    queue,
    timeline: timeline(redis),
    desired,
    nodes: presence,
    instanceId,
    log,
  });
  const reconcile = parts.reconciler({
    redis,
    queue,
    turns: turn,
    control,
    nodes: presence,
    view,
    desired: desired.current,
    log,
  });
  const follower = registryFollower({
    ccxtService: options.ccxtService,
    remembered: rememberedSet(redis),
    log,
    onChange(set) {
      desired.update(set);
      const active = new Set(desired.current()?.plans.keys());
      polls.keepOnly(active);
      // the other nodes go on meanwhile; a cold one would hold turns while it makes instances
      prepared ??= polls.prepare(active).catch((err) => log.warn({ err: String(err) }, 'not prepared'));
      const jobs = Math.max(MIN_JOBS, JOBS_PER_EXCHANGE * active.size);
      void prepared.then(() => queue.take(jobs));
      reconcile.kick();
    },
  });

  const restart = restarts({
    redis,
    follower,
    desired,
    turns: turn,
    control,
    reconciler: reconcile,
    view,
  });
  const bus = options.eventBusName === undefined ? undefined : eventBridgeBus(options.eventBusName);
  const publisher = bus && stateChangePublisher({ redis, bus, log });
  const beat = () => presence.beat().catch((err) => log.debug({ err: String(err) }, 'no beat'));
  let beating: NodeJS.Timeout | undefined;

  return {
    view,
    restarts: restart,
    pauses: pauses({ ccxtService: options.ccxtService, restarts: restart }),
    async unreadiness() {
      if (!follower.known()) return 'the registry has not been read yet';
      const answers = await redis.ping().catch(() => undefined);
      return answers ? undefined : 'Redis does not answer';
    },
    eventCounts: () => publisher?.counts(),
    start() {
      void beat();
      beating = setInterval(beat, BEAT_EVERY_MS);
      follower.start();
      reconcile.start();
      publisher?.start();
    },
    async stop() {
      clearInterval(beating);
      follower.stop();
      const jobsTaken = queue.close();
      await Promise.all([reconcile.stop(), polls.stop(), publisher?.stop()]);
      await presence.leave(instanceId).catch(() => undefined);
      await jobsTaken;
      redis.disconnect();
      queueRedis.disconnect();
    },
  };
}

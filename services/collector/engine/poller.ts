import type { Plan } from '../registry/plan.ts';
import type { OpenStream } from '../stream/open-stream.ts';
import { type AttemptEnd, type AttemptParts, runAttempt } from './attempt.ts';
import { type HeldTurn, holdTurn } from './held-turn.ts';
import { runStreaming } from './stream-attempt.ts';
import { waitForTurn } from './wait-for-turn.ts';

/** Two attempts begin at least half an interval apart, however jobs bunch up. */
const SPACING = 0.5;
/** One that brought nothing for no reason of the exchange's, as soon as its markets may be loaded or its node breathes. */
const AGAIN_SPACING_MS = 1_000;
/** Who is refused the turn, or tries again, does so for up to most of an interval. */
const PATIENCE = 0.8;

export interface Poller {
  /**
   * Does one job: takes the turn and polls, and does so again if the turn lapsed or other markets were loaded first.
   * Rejects only when Redis fails.
   */
  poll(exchange: string): Promise<void>;
  /** Makes the instances of these, with the markets that other nodes have loaded, before any turn is held for it. */
  prepare(exchanges: Iterable<string>): Promise<void>;
  /** Ends what runs here for exchanges that are not in `active`, and forgets them. */
  keepOnly(active: ReadonlySet<string>): void;
  /** Ends all of it; resolves when it is over. */
  stop(): Promise<void>;
}

/** Runs this node's attempts. `findPlan` gives `undefined` for what is not to be polled. */
export function poller(
  parts: AttemptParts & {
    findPlan: (exchange: string) => Promise<Plan | undefined>;
    restartsOf: (exchange: string) => Promise<number>;
    /** The exchanges that are streamed rather than polled; unset: none. */
    streams?: { exchanges: ReadonlySet<string>; open: OpenStream };
  },
): Poller {
  const stopping = new AbortController();
  const held = new Map<string, HeldTurn>();
  const jobs = new Set<Promise<void>>();

  /** `until`, by the monotonic clock, it waits for its turn. */
  async function pollOnce(
    exchange: string,
    plan: Plan,
    spacingMs: number,
    until: number,
  ): Promise<AttemptEnd> {
    const taken = await waitForTurn(parts.turns, exchange, {
      spacingMs,
      patienceMs: until - performance.now(),
      signal: stopping.signal,
    });
    if (!taken) return 'over';
    const turn = holdTurn(parts.turns, taken.turn, taken.askedAt);
    held.set(exchange, turn);
    if (stopping.signal.aborted) turn.abort(new Error('this node is stopping'));
    try {
      const { streams } = parts;
      return streams?.exchanges.has(exchange)
        ? await runStreaming(parts, streams.open, plan, taken.turn, turn)
        : await runAttempt(parts, plan, taken.turn, turn);
    } finally {
      turn.end();
      if (held.get(exchange) === turn) held.delete(exchange);
    }
  }

  async function work(exchange: string): Promise<void> {
    const begunAt = performance.now();
    let spacingMs = Number.POSITIVE_INFINITY;
    for (;;) {
      const plan = await parts.findPlan(exchange);
      if (!plan) return;
      const interval = plan.effectiveIntervalMs;
      const until = begunAt + PATIENCE * interval;
      const end = await pollOnce(exchange, plan, Math.min(SPACING * interval, spacingMs), until);
      // then the next job is due soon
      if (end === 'over' || performance.now() >= until) return;
      spacingMs = AGAIN_SPACING_MS;
    }
  }

  return {
    poll(exchange) {
      const job = work(exchange);
      jobs.add(job);
      return job.finally(() => jobs.delete(job));
    },
    async prepare(exchanges) {
      for (const exchange of exchanges) {
        if (stopping.signal.aborted) return;
        const restarts = await parts.restartsOf(exchange);
        const instance = await parts.pool.take(exchange, restarts);
        if (!instance.exchange.markets) await parts.markets.adopt(instance.exchange, exchange);
        instance.giveBack();
      }
    },
    keepOnly(active) {
      for (const [exchange, turn] of held) {
        if (!active.has(exchange)) turn.abort(new Error('the exchange is not active any more'));
      }
      parts.pool.keepOnly(active);
      parts.markets.keepOnly(active);
    },
    async stop() {
      stopping.abort();
      for (const turn of held.values()) turn.abort(new Error('this node is stopping'));
      await Promise.allSettled(jobs);
    },
  };
}
